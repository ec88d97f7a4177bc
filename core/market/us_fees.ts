/**
 * What a US order costs. Commission is zero; the SEC and FINRA charge sales.
 * Sources: SEC Section 31 fee rate advisories; FINRA By-Laws, Schedule A § 1,
 * Regulatory Notice 12-06, SR-FINRA-2020-032, -2024-019, -2026-020 and -2026-021.
 * The CAT fee ($0.000003 per share, both sides) is below what is modelled here.
 *
 * @module
 */
import { type Money, money, mulDiv } from "../money.ts";
import { rowOn } from "./dated.ts";
import { CENT, levy } from "./levy.ts";
import type { OrderSide } from "./market.ts";

/** Of the value sold, in parts per billion: $27.80 per million is 27_800. */
const SEC = [
  { from: "2012-04-01", ratePpb: 22_400 },
  { from: "2013-05-25", ratePpb: 17_400 },
  { from: "2014-03-18", ratePpb: 22_100 },
  { from: "2015-02-14", ratePpb: 18_400 },
  { from: "2016-02-16", ratePpb: 21_800 },
  { from: "2017-07-04", ratePpb: 23_100 },
  { from: "2018-05-22", ratePpb: 13_000 },
  { from: "2019-04-16", ratePpb: 20_700 },
  { from: "2020-02-18", ratePpb: 22_100 },
  { from: "2021-02-25", ratePpb: 5_100 },
  { from: "2022-05-14", ratePpb: 22_900 },
  { from: "2023-02-27", ratePpb: 8_000 },
  { from: "2024-05-22", ratePpb: 27_800 },
  { from: "2025-05-14", ratePpb: 0 },
  { from: "2026-04-04", ratePpb: 20_600 },
];

/** Trading activity fee in millionths of a dollar: per share sold, and at most per order. */
const TAF = [
  { from: "2012-03-01", perShare: 95, most: 4_750_000 },
  { from: "2012-07-01", perShare: 119, most: 5_950_000 },
  { from: "2022-01-01", perShare: 130, most: 6_490_000 },
  { from: "2023-01-01", perShare: 145, most: 7_270_000 },
  { from: "2024-01-01", perShare: 166, most: 8_300_000 },
  { from: "2026-01-01", perShare: 195, most: 9_790_000 },
  // FINRA charges nothing for the last quarter of 2026, then the same again.
  { from: "2026-10-01", perShare: 0, most: 0 },
  { from: "2027-01-01", perShare: 195, most: 9_790_000 },
];

/**
 * All fees on one order, each rounded up to the cent. A date before the first
 * row of a table takes that row.
 */
export function usFees(
  side: OrderSide,
  value: Money,
  quantity: number,
  date: string,
): Money {
  if (side === "buy" || value <= 0) return money(0);
  const { perShare, most } = rowOn(TAF, date);
  const cents = mulDiv(quantity, perShare, CENT, "ceil");
  const taf = Math.min(cents * CENT, most);
  return money(levy(value, rowOn(SEC, date).ratePpb, CENT, "ceil") + taf);
}
