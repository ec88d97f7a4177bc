/** The reports of a replay: as JSON, as text and as a page. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import { money } from "../core/money.ts";
import type { Performance } from "../core/practice/performance.ts";
import { htmlReport } from "../workers/replay/report_html.ts";
import { jsonReport } from "../workers/replay/report_json.ts";
import { textReport } from "../workers/replay/report_text.ts";
import type { Replayed } from "../workers/replay/run.ts";
import { curveOf, idle, replayedOf } from "./replayed.ts";

Deno.test("JSON has every key, money as decimal text and ratios as numbers", () => {
  assert.deepEqual(JSON.parse(jsonReport(replayedOf())), {
    agent: "dev_claude",
    market: "US",
    currency: "USD",
    from: "2024-03-04",
    to: "2024-03-08",
    bars: 126_570,
    seconds: 0.5,
    equityStart: "100000.000000",
    equityEnd: "101498.770000",
    return: 0.0149877,
    buyAndHold: 0.0312,
    realised: "1500.000000",
    unrealised: "0.000000",
    fees: "1.230000",
    difference: "0.000000",
    orders: 7,
    trades: 3,
    open: 0,
    winRate: 2 / 3,
    expectancy: {
      mean: "499.590000",
      low: "-20.000000",
      high: "1019.180000",
      sessions: 2,
    },
    edge: false,
    verdict: "No edge found: the interval covers zero.",
    maxDrawdown: 0.01,
    exposure: 0.1, // 195 minutes of five sessions of 390
    exits: [
      { rule: "trailing_stop", trades: 2, net: "1600.000000" },
      { rule: "macd_bearish", trades: 1, net: "-101.230000" },
    ],
    refusals: [
      { code: "QUOTE_STALE", count: 1_408 },
      { code: "SIZE_ZERO", count: 2 },
    ],
    stateHash: "c0ffee".repeat(10) + "cafe",
  });
});

Deno.test("JSON says null for what nobody can know", () => {
  const report = JSON.parse(jsonReport({ ...idle(), buyAndHold: NaN }));
  assert.equal(report.winRate, null);
  assert.equal(report.buyAndHold, null);
  assert.deepEqual(report.expectancy, {
    mean: null,
    low: null,
    high: null,
    sessions: 0,
  });
});

/** From the interval to what is made of it. */
const VERDICTS: [
  Partial<Performance["expectancy"]>,
  edge: boolean,
  verdict: RegExp,
][] = [
  [{ low: -1, high: 1 }, false, /^No edge found: the interval covers zero\.$/],
  [{ low: 0, high: 1 }, false, /^No edge found: the interval covers zero\.$/],
  [{ low: -1, high: 0 }, false, /^No edge found: the interval covers zero\.$/],
  [{ low: 1, high: 2 }, true, /^An edge on these bars: .* above zero\.$/],
  [{ low: -2, high: -1 }, false, /^No edge found: .* below zero\.$/],
  [
    { low: NaN, high: NaN, clusters: 1 },
    false,
    /^No edge found: too few trades to tell\.$/,
  ],
];

for (const [interval, edge, expected] of VERDICTS) {
  const { low, high } = interval;
  Deno.test(`the verdict of an interval from ${low} to ${high}`, () => {
    const expectancy = { mean: 0, low: 0, high: 0, clusters: 2, ...interval };
    const replayed = replayedOf({}, { expectancy });
    const report = JSON.parse(jsonReport(replayed));
    assert.match(report.verdict, expected);
    assert.equal(report.edge, edge);
    assert.ok(textReport(replayed).includes(`\n\n${report.verdict}\n\n`));
    assert.ok(htmlReport(replayed).includes(`<h1>${report.verdict}</h1>`));
  });
}

Deno.test("exposure leaves out lunch and half of a half-day", () => {
  const exposure = (changes: Partial<Replayed>) =>
    JSON.parse(jsonReport(replayedOf(changes))).exposure;
  const halfDay = { from: "2024-11-29", to: "2024-12-01" };
  assert.equal(exposure({ ...halfDay, curve: curveOf([1e6], 105) }), 0.5);
  const hongKong = { market: hkex, from: "2024-03-04", to: "2024-03-04" };
  assert.equal(exposure({ ...hongKong, curve: curveOf([1e6], 165) }), 0.5);
  const weekend = { from: "2024-03-09", to: "2024-03-10" };
  assert.equal(exposure(weekend), 0);
});

Deno.test("the text report is this", () => {
  assert.equal(
    textReport(replayedOf()),
    `dev_claude on US, 2024-03-04 to 2024-03-08: 126,570 bars in 0.50 s (253,140 bars/s)

Equity at start   100,000.00 USD
Equity at end     101,498.77 USD
Return                 +1.50 %    buy and hold +3.12 %
Realised            1,500.00 USD
Unrealised              0.00 USD
Fees                    1.23 USD
Net result         +1,498.77 USD  ties out with the account

Trades                     3      7 orders, 0 still open
Win rate               66.67 %    2 of 3
Expectancy           +499.59 USD  95 % interval -20.00 to 1,019.18 USD over 2 sessions
Maximum drawdown        1.00 %
Exposure               10.00 %    of trading minutes held something

No edge found: the interval covers zero.

Exits by rule  trades            net
trailing_stop       2  +1,600.00 USD
macd_bearish        1    -101.23 USD

Refusals by code  count
QUOTE_STALE       1,408
SIZE_ZERO             2

State hash ${"c0ffee".repeat(10)}cafe`,
  );
});

Deno.test("without trades the text says so and lists neither rules nor codes", () => {
  const text = textReport(idle());
  assert.match(text, /\n\nNo trades: not one order was sent\.\n\n/);
  assert.match(text, /too few trades to tell/);
  assert.doesNotMatch(text, /Win rate|Expectancy|Exits|Refusals|NaN/);
  assert.match(
    textReport(idle({ open: 2 })),
    /2 positions opened, none closed/,
  );
  assert.match(textReport(idle({ orders: 1 })), /of 1 order none opened/);
});

Deno.test("no amount or ratio is minus zero, and no speed is endless", () => {
  const text = textReport({
    ...idle({ realized: money(-1), unrealized: money(-4_999) }),
    seconds: 0,
    buyAndHold: -1e-9,
  });
  assert.doesNotMatch(text, /-0\.00|∞/);
  assert.match(text, /\(– bars\/s\)/);
});

/** Millionths of difference, and what is said of them. */
const DIFFERENCES: [number, RegExp][] = [
  [0, /ties out/],
  [-10_000, /ties out/],
  [10_001, /DOES NOT TIE OUT by 0\.01 USD/],
  [-1_234_560_000, /DOES NOT TIE OUT by -1,234\.56 USD/],
];

for (const [difference, expected] of DIFFERENCES) {
  Deno.test(`a difference of ${difference} millionths is told everywhere`, () => {
    const replayed = replayedOf({ difference: money(difference) });
    const page = htmlReport(replayed);
    assert.match(textReport(replayed), expected);
    assert.match(page, expected);
    const warned = page.includes('class="warning"');
    assert.equal(warned, Math.abs(difference) > 10_000);
  });
}
