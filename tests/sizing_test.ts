/** How many shares an entry may buy: the tightest bound, in whole lots. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { marketOf } from "../core/market/mod.ts";
import { type Money, money } from "../core/money.ts";
import type { Exposure } from "../core/risk/exposure.ts";
import type { Limits } from "../core/risk/limits.ts";
import { sizeOf } from "../core/risk/sizing.ts";
import type { FeeSchedule } from "../core/trading/fill.ts";
import { random } from "./charts.ts";
import { amount, price } from "./desk.ts";
import { CALM } from "./tickets.ts";

const HKEX = marketOf("HKEX");
const feesOf: FeeSchedule = (value, quantity) =>
  HKEX.feesOf("buy", value, quantity, "2026-11-23");

/** Shares, or why there are none. */
function sized(
  symbol: string,
  limit: string,
  seen: Partial<Exposure> = {},
  limits: Partial<Limits> = {},
): number | string {
  const outcome = sizeOf(
    symbol,
    price(limit),
    { ...CALM, lotSize: HKEX.lotOf(symbol)!, ...seen },
    { ...intlClaude.limits, ...limits },
    feesOf,
  );
  if (outcome.kind === "done") return outcome.value;
  assert.deepEqual(outcome.refusals.map(({ code }) => code), ["SIZE_ZERO"]);
  return outcome.refusals[0]!.message;
}

Deno.test("Scenario 4. Lots and cap: a lot of 400 at 146.20 is more than HKD 40,000", () => {
  const reason = sized("0005", "146.2", { riskPerShare: amount("4.386") });
  assert.equal(
    reason,
    "One lot of 400 0005 is 58480.000000: 40000.000000 of the cap per symbol of 40000.000000 is left",
  );
});

Deno.test("Scenario 4. Lots and cap: a lot of 500 at 75.90 fits once", () => {
  assert.equal(sized("0941", "75.9", { riskPerShare: amount("2.277") }), 500);
});

/** With each bound the tightest once: what it leaves, and one lot less by a millionth. */
const TIGHTEST: [
  bound: string,
  fits: Partial<Exposure>,
  quantity: number,
  less: Partial<Exposure>,
][] = [
  [
    "the cap per symbol",
    { symbolValue: amount("10000") },
    300,
    { symbolValue: amount("10000.000001") },
  ],
  [
    "the gross cap",
    { grossValue: amount("180000") },
    200,
    { grossValue: amount("180000.000001") },
  ],
  [
    "the open risk",
    { openRisk: amount("15400"), riskPerShare: amount("3") },
    200,
    { openRisk: amount("15400.000001"), riskPerShare: amount("3") },
  ],
  [
    "the day's loss",
    { dayPnl: amount("-15400"), riskPerShare: amount("3") },
    200,
    { dayPnl: amount("-15400.000001"), riskPerShare: amount("3") },
  ],
  // 30,000 and on top of it 30 stamp, 15 platform, 9 commission and 3.82 of levies.
  [
    "the cash with its fees",
    { freeCash: amount("30057.82") },
    300,
    { freeCash: amount("30057.819999") },
  ],
  [
    "the usual volume",
    { averageDailyVolume: 20_000 },
    200,
    { averageDailyVolume: 19_999 },
  ],
];

for (const [bound, fits, quantity, less] of TIGHTEST) {
  Deno.test(`A size is cut by ${bound}, down to whole lots`, () => {
    assert.equal(sized("0700", "100", fits), quantity);
    assert.equal(sized("0700", "100", less), quantity - 100);
  });
}

const NOTHING: [why: string, Partial<Exposure>, says: RegExp][] = [
  [
    "the cap is used up",
    { symbolValue: amount("40000") },
    /: 0\.000000 of the cap per symbol/,
  ],
  [
    "the cap is passed",
    { symbolValue: amount("50000") },
    /: -10000\.000000 of the cap per symbol/,
  ],
  [
    "the gross cap is used up",
    { grossValue: amount("195000") },
    /: 5000\.000000 of the gross cap is left/,
  ],
  [
    "the risk of the day is used up",
    { openRisk: amount("16000") },
    /open-risk budget of 0\.000000 does not cover 12\.000000 a share/,
  ],
  [
    "the day is lost",
    { dayPnl: amount("-20000") },
    /open-risk budget of -4000\.000000/,
  ],
  ["there is no cash", { freeCash: amount("99.5") }, /: cash is 99\.500000/],
  [
    "the cash covers the lot but not its fees",
    { freeCash: amount("10000") },
    /: cash 10000\.000000 does not cover its fees too/,
  ],
  [
    "nobody trades it",
    { averageDailyVolume: 9_999 },
    /: a session has 9999 shares on average/,
  ],
  [
    "its volume is not known",
    { averageDailyVolume: NaN },
    /: its usual volume is not known yet/,
  ],
];

for (const [why, seen, says] of NOTHING) {
  Deno.test(`Nothing is bought when ${why}, and the reason says so`, () => {
    const reason = sized("0700", "100", seen);
    assert.match(String(reason), says);
    assert.match(String(reason), /^One lot of 100 0700 is 10000\.000000: /);
  });
}

Deno.test("A size is never rounded up to a lot", () => {
  for (let shares = 100; shares < 400; shares++) {
    const averageDailyVolume = shares * 100;
    const lots = Math.floor(shares / 100) * 100;
    assert.equal(sized("0700", "10", { averageDailyVolume }), lots);
  }
});

/** Every bound worked out once more, as an inequality that holds or not. */
function brokenBy(
  quantity: number,
  limit: number,
  seen: Exposure,
  limits: Limits,
  fees: FeeSchedule,
): string[] {
  const value = quantity * limit;
  const cost = value + fees(value as Money, quantity);
  const held: Record<string, boolean> = {
    symbol: seen.symbolValue + value <= limits.maxPositionValue,
    gross: seen.grossValue + value <= limits.maxGrossValue,
    risk: seen.openRisk - seen.dayPnl + seen.riskPerShare * quantity <=
      limits.maxDayLoss,
    cash: cost <= seen.freeCash,
    volume: quantity <= seen.averageDailyVolume * limits.maxVolumeShare,
  };
  return Object.keys(held).filter((bound) => !held[bound]);
}

/** An account somewhere between empty and full, of a symbol at some price. */
function exposureFrom(next: () => number, limits: Limits, lots: number[]) {
  const upTo = (most: number) => Math.floor(next() * most);
  const limit = price(((upTo(40_000) + 1) / 100).toFixed(2));
  const seen: Exposure = {
    ...CALM,
    lotSize: lots[upTo(lots.length)]!,
    symbolValue: money(upTo(limits.maxPositionValue / 2)),
    grossValue: money(upTo(limits.maxGrossValue * 1.1)),
    freeCash: money(upTo(limits.maxPositionValue * 2)),
    averageDailyVolume: upTo(2_000_000),
    dayPnl: money(upTo(limits.maxDayLoss) - limits.maxDayLoss / 2),
    openRisk: money(upTo(limits.maxDayLoss)),
    riskPerShare: money(Math.ceil(limit * 0.03)),
  };
  return { limit, seen };
}

for (const { id, market, limits } of [devClaude, intlClaude]) {
  const lots = market === "US" ? [1] : [100, 200, 400, 500, 2_000];
  const fees: FeeSchedule = (value, quantity) =>
    marketOf(market).feesOf("buy", value, quantity, "2026-11-23");

  Deno.test(`Any size of ${id} is whole lots within every bound, and one lot more would break one`, () => {
    const next = random(20261123);
    const tightest = new Set<string>();
    let bought = 0;
    for (let i = 0; i < 3_000; i++) {
      const { limit, seen } = exposureFrom(next, limits, lots);
      const size = sizeOf("X", limit, seen, limits, fees);
      const quantity = size.kind === "done" ? size.value : 0;
      const broken = (shares: number) =>
        brokenBy(shares, limit, seen, limits, fees);
      assert.equal(quantity % seen.lotSize, 0);
      if (quantity > 0) assert.deepEqual(broken(quantity), [], `run ${i}`);
      const more = broken(quantity + seen.lotSize);
      assert.notDeepEqual(more, [], `run ${i}: ${quantity} is too few`);
      if (more.length === 1) tightest.add(more[0]!);
      if (quantity > 0) bought++;
    }
    assert.ok(bought > 500, "most sizes would be zero");
    const bounds = ["cash", "gross", "risk", "symbol", "volume"];
    assert.deepEqual([...tightest].sort(), bounds);
  });
}
