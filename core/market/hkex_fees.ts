/**
 * What a Hong Kong order costs, each side alike. Sources: Stamp Duty Ordinance
 * (Cap. 117) and its amendments of 2021 and 2023; HKEX and HKSCC fee schedules;
 * SFC and AFRC levy orders; the broker's published tariff. The stamp is that of
 * shares: funds, warrants and REITs, which are exempt, are not in the universe.
 *
 * @module
 */
import { MILLION, type Money, money } from "../money.ts";
import { rowOn } from "./dated.ts";
import { CENT, levy } from "./levy.ts";
import type { OrderSide } from "./market.ts";

// Rates are parts per billion of the value; amounts are millionths of a dollar.

const STAMP = [
  { from: "2012-01-01", ratePpb: 1_000_000 },
  { from: "2021-08-01", ratePpb: 1_300_000 },
  { from: "2023-11-17", ratePpb: 1_000_000 },
];

/** The exchange's fee; until 2022 with a fixed tariff, taken here once per order. */
const TRADING = [
  { from: "2012-01-01", ratePpb: 50_000, tariff: 500_000 },
  { from: "2023-01-01", ratePpb: 56_500, tariff: 0 },
];

const SFC = [
  { from: "2012-01-01", ratePpb: 30_000 },
  { from: "2014-11-01", ratePpb: 27_000 },
];

const AFRC = [
  { from: "2012-01-01", ratePpb: 0 },
  { from: "2022-01-01", ratePpb: 1_500 },
];

const SETTLEMENT = [
  { from: "2012-01-01", ratePpb: 20_000, least: 2_000_000, most: 100_000_000 },
  { from: "2025-06-30", ratePpb: 42_000, least: 0, most: Infinity },
];

const COMMISSION = { ratePpb: 300_000, least: 3_000_000, most: Infinity };
const PLATFORM = 15_000_000;

/**
 * All fees on one order: the stamp rounds up to the whole dollar, every other
 * item to the nearest cent. A date before the first row of a table takes that row.
 */
export function hkexFees(
  _side: OrderSide,
  value: Money,
  _quantity: number,
  date: string,
): Money {
  if (value <= 0) return money(0);
  const trading = rowOn(TRADING, date);
  const settlement = rowOn(SETTLEMENT, date);
  const items = [
    levy(value, rowOn(STAMP, date).ratePpb, MILLION, "ceil"),
    within({ ...trading, least: CENT, most: Infinity }, value) + trading.tariff,
    within({ ...rowOn(SFC, date), least: CENT, most: Infinity }, value),
    levy(value, rowOn(AFRC, date).ratePpb, CENT, "nearest"),
    within(settlement, value),
    within(COMMISSION, value),
    PLATFORM,
  ];
  return money(items.reduce((sum, item) => sum + item, 0));
}

function within(
  { ratePpb, least, most }: { ratePpb: number; least: number; most: number },
  value: Money,
): number {
  return Math.min(
    Math.max(levy(value, ratePpb, CENT, "nearest"), least),
    most,
  );
}
