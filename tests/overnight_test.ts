/** One position held overnight, from its entry to its exit, on a hand-made tape. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { work } from "../core/flows/agenda.ts";
import { marketOf } from "../core/market/mod.ts";
import { money, price } from "../core/money.ts";
import { iso } from "../core/time.ts";
import { replayDesk } from "../workers/wiring/replay.ts";
import { at } from "./desk.ts";
import { minutesOf, tapeOf } from "./tapes.ts";

const US = marketOf("US");
const [BEFORE, ENTERED, LEFT] = [20, 21, 22];

/**
 * 21 quiet days at 101 that rock by five cents every five minutes, so that
 * there is a usual volume and an RSI. The last of them touches 102 and 99: a
 * resistance and a base. The next day rises towards 102, ever faster, on more
 * than twice the volume, and the day after opens at 98, through any stop.
 */
function draw(day: number, minute: number) {
  const bar = Math.floor(minute / 5);
  const rocking = bar % 2 === 0 ? 0.05 : -0.05;
  const volume = day > BEFORE ? 25_000 : 10_000;
  let open = 101 + rocking;
  if (day === BEFORE && minute >= 180 && minute < 195) open = 102;
  if (day === BEFORE && minute >= 210 && minute < 225) open = 99;
  if (day === ENTERED) open += 2e-4 * bar ** 2;
  if (day === LEFT) open = 98;
  return { open: Math.round(open * 100) / 100, volume };
}

async function replayed() {
  const bars = minutesOf(US, "2026-09-01", "2026-10-02", draw);
  const opened = replayDesk(devClaude, US, tapeOf(US, "AAPL", bars));
  opened.exchange.advance(at("2026-10-01T04:00:00Z"));
  await work(opened.desk, at("2026-10-03T04:00:00Z"));
  return opened;
}

Deno.test("A position with a strong reason to hold stays overnight and leaves by its stop the next morning", async () => {
  const { books, exchange } = await replayed();
  const [position, ...others] = books.positions.values();
  assert.deepEqual(others, []);
  assert.equal(position?.setup, "near_breakout");
  assert.equal(position.overnight, "2026-10-01");
  assert.equal(iso(position.openedAt), "2026-10-01T16:02:00Z");
  assert.equal(iso(position.closedAt!), "2026-10-02T13:33:00Z");

  const [entry, exit, ...more] = books.orders.values();
  assert.deepEqual(more, []);
  assert.deepEqual([entry?.session, entry?.status], ["2026-10-01", "filled"]);
  assert.deepEqual([exit?.session, exit?.status], ["2026-10-02", "filled"]);
  assert.equal(exit?.trigger, "stop_loss_hit");
  assert.equal(exit?.filledValue, exit!.quantity * price(98_000_000));

  assert.equal(exchange.venue.holdings.get("AAPL"), 0);
  assert.equal(books.cash, exchange.venue.cash, "the books equal the venue");
  const { realizedPnl, fees } = position;
  assert.equal(books.cash - devClaude.paperCash, realizedPnl! - fees);
});

Deno.test("What decided it is on record, and between the review and the morning nothing else", async () => {
  const { books } = await replayed();
  const told = [...books.decisions.values()].map(({ at, action, reasons }) =>
    `${iso(at).slice(5, 16)} ${action}: ${reasons[0]}`
  );
  const held = told.findIndex((line) => line.includes(" hold: May stay"));
  assert.equal(told[held], "10-01T19:45 hold: May stay over close");
  const acted = told.slice(held).filter((line) => !line.includes(" hold: "));
  assert.deepEqual(acted, ["10-02T13:31 exit: stop_loss_hit (strong)"]);
  const entered = told.filter((line) => line.includes(" entry: "));
  assert.equal(entered.length, 1);
  assert.match(entered[0]!, /^10-01T16:00 entry: near_breakout/);
});

Deno.test("Both sessions have their books, and the night its heartbeats", async () => {
  const { books } = await replayed();
  const first = books.sessions.get("2026-10-01");
  assert.equal(first?.startingEquity, devClaude.paperCash);
  assert.equal(first?.status, "closed");
  const second = books.sessions.get("2026-10-02");
  assert.ok(second!.startingEquity > money(first!.startingEquity));
  assert.equal(second?.startingEquity, first?.endingEquity);
  assert.equal(second?.endingEquity, books.cash);
  const night = books.cycles.filter(({ mode, at }) =>
    mode !== "watch" && at > first!.openedAt && at < second!.openedAt
  );
  assert.deepEqual(
    night.map(({ mode, at }) => `${iso(at).slice(11, 16)} ${mode}`),
    [
      "13:30 trade",
      "14:00 trade",
      "15:00 trade",
      "16:00 trade",
      "17:00 trade",
      "18:00 trade",
      "19:00 trade",
      "19:45 close",
      "22:00 heartbeat",
      "01:00 heartbeat",
      "04:00 heartbeat",
      "07:00 heartbeat",
      "10:00 heartbeat",
    ],
  );
});
