/** What the person at the terminal sees: figures, phases, the status, the log, and how it is drawn. */
import assert from "node:assert/strict";
import { z } from "zod";
import { marketOf } from "../core/market/mod.ts";
import { Money, Price } from "../core/money.ts";
import { Instant } from "../core/time.ts";
import { eventsOf } from "../workers/launcher/console/event_stream.ts";
import * as figures from "../workers/launcher/console/figures.ts";
import { journalLine } from "../workers/launcher/console/journal_line.ts";
import { type Line, painted } from "../workers/launcher/console/paint.ts";
import { phaseText } from "../workers/launcher/console/phase_text.ts";
import { Screen } from "../workers/launcher/console/screen.ts";
import type { Held, Standing } from "../workers/launcher/console/standing.ts";
import { statusLines } from "../workers/launcher/console/status_lines.ts";
import { cut, padded, widthOf } from "../workers/launcher/console/width.ts";
import { Grid } from "./launcher/grid.ts";

const at = (text: string) => z.decode(Instant, text);
const money = (text: string) => z.decode(Money, text);
const price = (text: string) => z.decode(Price, text);
const us = marketOf("US");
const hkex = marketOf("HKEX");

const WIDTHS: [text: string, width: number][] = [
  ["AAPL", 4],
  ["−0.43 %", 7],
  ["騰訊控股", 8],
  ["e\u0301té", 3],
  ["👩‍🚀", 2],
  ["", 0],
];

Deno.test("a text takes as many columns as a terminal gives it", () => {
  for (const [text, width] of WIDTHS) assert.equal(widthOf(text), width, text);
  assert.equal(padded("騰訊", 6) + "|", "騰訊  |");
  assert.equal(padded("12", 5, "right"), "   12");
});

Deno.test("a text is cut to its columns, never in the middle of a letter", () => {
  const cuts: [string, number, string][] = [
    ["dev_claude", 10, "dev_claude"],
    ["dev_claude", 9, "dev_clau…"],
    ["騰訊控股", 7, "騰訊控…"],
    ["騰訊控股", 6, "騰訊…"],
    ["abc", 1, "…"],
    ["abc", 0, ""],
  ];
  for (const [text, columns, shown] of cuts) {
    assert.equal(cut(text, columns), shown);
    assert.ok(widthOf(cut(text, columns)) <= columns);
  }
});

Deno.test("a line is cut across its pieces, and coloured only if wanted", () => {
  const line: Line = [["active ", "good"], "next ", ["trade", "dim"]];
  assert.equal(painted(line, 80, false), "active next trade");
  assert.equal(painted(line, 10, false), "active ne…");
  assert.equal(painted(line, 7, false), "active");
  assert.equal(
    painted(line, 10, true),
    "\x1b[32mactive \x1b[0mne…",
  );
});

Deno.test("figures are as people read them", () => {
  assert.equal(figures.amount(money("100234.104999")), "100,234.10");
  assert.equal(figures.signedAmount(money("-12.005")), "−12.01");
  assert.equal(figures.signedAmount(money("0")), "+0.00");
  assert.equal(figures.priceText(price("185.2")), "185.20");
  assert.equal(figures.priceText(price("0.415")), "0.415");
  const durations: [number, string][] = [
    [59_999, "less than a minute"],
    [60_000, "1 min"],
    [22_320_000, "6 h 12 min"],
    [7_200_000, "2 h"],
    [183_600_000, "2 d 3 h"],
    [172_800_000, "2 d"],
  ];
  for (const [ms, text] of durations) assert.equal(figures.duration(ms), text);
});

Deno.test("a time to come is told on the exchange's clock, with its day if that is another", () => {
  const now = at("2026-01-05T14:47:00Z");
  const times: [string, string][] = [
    ["2026-01-05T15:00:00Z", "10:00"],
    ["2026-01-06T05:00:00Z", "Tue 00:00"],
    ["2026-01-11T20:00:00Z", "Sun 15:00"],
    ["2026-01-12T14:30:00Z", "12 Jan 09:30"],
  ];
  for (const [then, text] of times) {
    assert.equal(figures.comingTime(at(then), now, us), text);
  }
  assert.equal(figures.comingTime(at("2026-01-05T18:00:00Z"), now), "18:00");
  assert.equal(figures.marketNow(now), "Mon 5 Jan 2026, 14:47:00 UTC");
});

const PHASES: [market: typeof us, at: string, text: string][] = [
  [us, "2026-01-05T14:47:00Z", "regular, closes in 6 h 13 min"],
  [us, "2026-01-05T14:20:00Z", "pre, opens in 10 min"],
  [us, "2026-01-05T21:30:00Z", "post, opens in 17 h"],
  [us, "2026-01-09T23:00:00Z", "post, opens in 2 d 15 h"],
  [hkex, "2026-01-05T02:00:00Z", "regular, lunch in 2 h"],
  [hkex, "2026-01-05T04:30:00Z", "lunch, goes on in 30 min"],
  [hkex, "2026-01-05T06:00:00Z", "regular, closes in 2 h"],
  [hkex, "2026-02-16T02:00:00Z", "regular, closes in 2 h"],
  [hkex, "2026-01-05T08:30:00Z", "closed, opens in 17 h"],
  [us, "2027-12-31T22:00:00Z", "post"],
];

Deno.test("a market's phase is told with what comes next", () => {
  for (const [market, then, text] of PHASES) {
    assert.equal(phaseText(market, at(then)), text, `${market.id} ${then}`);
  }
});

const AAPL: Held = {
  symbol: "AAPL",
  side: "long",
  quantity: 100,
  entryPrice: price("185.2"),
  lastPrice: price("186"),
  monitor: { advice: "hold", strength: "strong_hold", gain: 0.00432 },
};

const STANDING: Standing = {
  now: at("2026-01-05T14:47:30Z"),
  speed: 300,
  agents: [
    {
      id: "dev_claude",
      reachable: true,
      process: { alive: true },
      state: { state: "active", cause: "start", reason: "New books" },
      account: {
        currency: "USD",
        cash: money("81480"),
        equity: money("100080.5"),
      },
      session: { startingEquity: money("100000") },
      nextRuns: [{
        mode: "close",
        before: "close",
        at: at("2026-01-05T20:45:00Z"),
      }],
    },
    {
      id: "intl_claude",
      reachable: true,
      process: { alive: false },
      state: {
        state: "reducing",
        cause: "reconciliation",
        reason: "0700: books 100, venue 0",
      },
      account: null,
      session: null,
      nextRuns: [],
    },
    {
      id: "big_bro",
      reachable: true,
      process: { alive: true },
      state: null,
      account: null,
      session: null,
      nextRuns: [{
        mode: "heartbeat",
        before: null,
        at: at("2026-01-05T18:00:00Z"),
      }],
    },
  ],
  alerts: new Map([["big_bro", [
    { severity: "critical", message: "Look here", acknowledgedBy: null },
    { severity: "info", message: "And here", acknowledgedBy: null },
  ]]]),
  positions: new Map([["dev_claude", [
    AAPL,
    { ...AAPL, symbol: "MSFT", monitor: null, lastPrice: null },
  ]]]),
  decisions: new Map([
    ["dev_claude", [{
      symbol: "AAPL",
      action: "entry",
      reasons: ["bull_flag: a pole of 3 %"],
      refusals: [],
      at: at("2026-01-05T14:30:05Z"),
    }]],
    ["intl_claude", [{
      symbol: "0700",
      action: "skip",
      reasons: ["breakout"],
      refusals: [{ code: "SIZE_ZERO" }],
      at: at("2026-01-05T14:31:00Z"),
    }]],
  ]),
};

const STATUS = `Mon 5 Jan 2026, 14:47:30 UTC  practice, 300 × real time
US    09:47  regular, closes in 6 h 12 min
HKEX  22:47  closed, opens in 10 h 42 min

dev_claude   active       equity   100,080.50 USD  day     +80.50  cash    81,480.00  next review before close 15:45
  AAPL       100 @    185.20     186.00    +0.43 %  strong hold
  MSFT       100 @    185.20          ?             not checked yet
intl_claude  not running  no more runs
  reconciliation: 0700: books 100, venue 0
big_bro      running      next heartbeat 18:00
  critical alert: Look here (and 1 more)

22:31  intl_claude  skip    0700   SIZE_ZERO; breakout
09:30  dev_claude   entry   AAPL   bull_flag: a pole of 3 %`;

Deno.test("the status says all that matters, once", () => {
  assert.equal(plain(statusLines(STANDING)), STATUS);
});

Deno.test("where rows are few, positions give way first, then decisions", () => {
  const all = STATUS.split("\n");
  const without = (...lines: number[]) =>
    all.filter((_, index) => !lines.includes(index)).join("\n");
  assert.equal(plain(statusLines(STANDING, 14)), STATUS);
  assert.equal(
    plain(statusLines(STANDING, 13)),
    without(6).replace(all[5]!, "  and 2 more"),
  );
  assert.equal(plain(statusLines(STANDING, 12)), without(5, 6));
  assert.equal(plain(statusLines(STANDING, 11)), without(5, 6, 13));
  assert.equal(plain(statusLines(STANDING, 9)), without(5, 6, 11, 12, 13));
  assert.equal(plain(statusLines(STANDING, 2)), all.slice(0, 2).join("\n"));
  assert.equal(plain(statusLines(STANDING, 0)), "");
});

Deno.test("agents share the rows there are for positions", () => {
  const positions = new Map([
    ["dev_claude", [AAPL, AAPL]],
    ["intl_claude", [AAPL, AAPL, AAPL]],
  ]);
  const none = { decisions: new Map(), alerts: new Map() };
  const standing = { ...STANDING, ...none, positions };
  const shown = plain(statusLines(standing, 12)).split("\n");
  assert.equal(shown.length, 12);
  assert.equal(shown.at(-1), "big_bro      running      next heartbeat 18:00");
  assert.equal(shown.at(-2), "  and 2 more");
});

Deno.test("an agent whose database does not answer is shown as that", () => {
  const [dev] = STANDING.agents;
  const agents = [{ ...dev!, reachable: false, state: null, account: null }];
  const lines = plain(
    statusLines({ ...STANDING, agents, positions: new Map() }),
  );
  assert.match(lines, /^dev_claude {3}no database {2}next review/m);
});

Deno.test("at real speed that is said", () => {
  assert.match(
    plain(statusLines({ ...STANDING, speed: 1 })),
    /UTC {2}real time$/m,
  );
});

Deno.test("the block is drawn in place, and lines go on above it", () => {
  const { grid, screen } = drawing(20, 10);
  screen.line("ready");
  screen.draw(["one", "two", "three"]);
  screen.draw(["1", "2", "3"]);
  assert.equal(grid.text, "ready\n1\n2\n3");
  screen.line("news");
  assert.equal(grid.text, "ready\nnews\n1\n2\n3");
  screen.draw(["1"]);
  assert.equal(grid.text, "ready\nnews\n1");
  screen.draw(["1", "2"]);
  screen.line("a fault", (text) => grid.write(text));
  assert.equal(grid.text, "ready\nnews\na fault\n1\n2");
});

Deno.test("the block is drawn in place also on a terminal made narrower", () => {
  const { grid, screen } = drawing(20, 10);
  screen.line("ready");
  screen.draw(["a long line of words", "short"]);
  grid.resize(8);
  screen.draw(["a long…", "short"]);
  assert.equal(grid.text, "ready\na long…\nshort");
});

Deno.test("the block leaves a row and a column free, and never takes more rows", () => {
  const { grid, screen } = drawing(20, 4);
  assert.deepEqual(screen.room, { columns: 19, rows: 3 });
  screen.draw(["1", "2", "3", "4", "5"]);
  assert.equal(grid.text, "1\n2\n3");
});

Deno.test("a closed screen leaves its block standing and draws no more", () => {
  const { grid, screen } = drawing(20, 10);
  screen.draw(["1", "2"]);
  screen.close();
  screen.draw(["3"]);
  screen.line("Ending");
  assert.equal(grid.text, "1\n2\nEnding");
});

/** Kind and body of a journal row, and what the log says of it; undefined for nothing. */
const ROWS: [kind: string, body: object, line: string | undefined][] = [
  [
    "cycle",
    {
      id: "c",
      session: "2026-01-05",
      mode: "scan",
      at: "2026-01-05T14:00:00Z",
      note: "3 candidates",
    },
    "scan: 3 candidates",
  ],
  [
    "cycle",
    {
      id: "c",
      session: "2026-01-05",
      mode: "watch",
      at: "2026-01-05T14:00:00Z",
      note: null,
    },
    undefined,
  ],
  [
    "state",
    {
      state: "halted",
      cause: "operator",
      reason: "lunch",
      at: "2026-01-05T14:00:00Z",
    },
    "state halted (operator): lunch",
  ],
  [
    "session",
    {
      date: "2026-01-05",
      status: "closed",
      startingEquity: "100000",
      endingEquity: "99990.5",
      openedAt: "2026-01-05T14:00:00Z",
      closedAt: "2026-01-05T21:00:00Z",
    },
    "session 2026-01-05 closed, equity 99,990.50, day −9.50",
  ],
  [
    "fill",
    {
      orderId: "o-1",
      cumulativeQuantity: 100,
      quantity: 60,
      value: "11112",
      fee: "1",
      executionId: null,
      at: "2026-01-05T14:00:00Z",
    },
    "fill 60 @ 185.20 on o-1",
  ],
  ["position", { what: "another version" }, "position subject"],
  ["order", { what: "another version" }, "order subject"],
  ["learning", { what: "unknown here" }, undefined],
];

Deno.test("the log has one line for each row that is worth one", () => {
  for (const [kind, body, line] of ROWS) {
    const row = {
      seq: 1,
      kind,
      subject: "subject",
      at: at("2026-01-05T14:00:01Z"),
      body: JSON.stringify(body),
    };
    const expected = line && `2026-01-05 14:00:01Z dev_claude: ${line}`;
    assert.equal(journalLine("dev_claude", row), expected);
  }
});

Deno.test("events are read however they are cut", async () => {
  const text =
    ':\n\nevent: next\nid: 1\ndata: {"a":1}\n\nevent: next\r\ndata: {"b":\r\ndata: 2}\r\n\r\nevent: complete\n\n';
  for (const size of [1, 3, 1_000]) {
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(stream) {
        for (let at = 0; at < bytes.length; at += size) {
          stream.enqueue(bytes.slice(at, at + size));
        }
        stream.close();
      },
    });
    const events = await Array.fromAsync(eventsOf(body));
    assert.deepEqual(events, ['{"a":1}', '{"b":\n2}'], `in pieces of ${size}`);
  }
});

function plain(lines: readonly Line[]): string {
  return lines.map((line) => painted(line, 200, false)).join("\n");
}

function drawing(columns: number, rows: number) {
  const grid = new Grid(columns, rows);
  const screen = new Screen({
    write: (text) => grid.write(text),
    size: () => grid.size(),
  });
  return { grid, screen };
}
