/** What an order costs and how prices and quantities must be shaped, by market and date. @module */
import type { MarketName } from "./calendar.ts";

const CENT = 10_000n;
const DOLLAR = 1_000_000n;

/** Rates in force from a date on; the first row also before it. */
type Rates = [from: string, ...numbers: number[]][];

/** SEC fee: parts per billion of the value sold. */
const SEC: Rates = [
  ["2012-04-01", 22_400],
  ["2013-05-25", 17_400],
  ["2014-03-18", 22_100],
  ["2015-02-14", 18_400],
  ["2016-02-16", 21_800],
  ["2017-07-04", 23_100],
  ["2018-05-22", 13_000],
  ["2019-04-16", 20_700],
  ["2020-02-18", 22_100],
  ["2021-02-25", 5_100],
  ["2022-05-14", 22_900],
  ["2023-02-27", 8_000],
  ["2024-05-22", 27_800],
  ["2025-05-14", 0],
  ["2026-04-04", 20_600],
];

/** FINRA activity fee: millionths of a dollar per share sold, and at most per order. */
const TAF: Rates = [
  ["2012-03-01", 95, 4_750_000],
  ["2012-07-01", 119, 5_950_000],
  ["2022-01-01", 130, 6_490_000],
  ["2023-01-01", 145, 7_270_000],
  ["2024-01-01", 166, 8_300_000],
  ["2026-01-01", 195, 9_790_000],
  ["2026-10-01", 0, 0],
  ["2027-01-01", 195, 9_790_000],
];

/** Hong Kong, parts per billion of the value of either side. */
const STAMP: Rates = [
  ["2012-01-01", 1_000_000],
  ["2021-08-01", 1_300_000],
  ["2023-11-17", 1_000_000],
];
const TRADING: Rates = [
  ["2012-01-01", 50_000, 500_000],
  ["2023-01-01", 56_500, 0],
];
const SFC: Rates = [["2012-01-01", 30_000], ["2014-11-01", 27_000]];
const AFRC: Rates = [["2012-01-01", 0], ["2022-01-01", 1_500]];

function ratesOn(rates: Rates, date: string): number[] {
  let row = rates[0]!;
  for (const next of rates) if (next[0] <= date) row = next;
  return row.slice(1) as number[];
}

/** `ppb` of `value` in whole steps of money. */
function share(
  value: number,
  ppb: number,
  step: bigint,
  round: "up" | "nearest",
): bigint {
  const whole = 1_000_000_000n * step;
  const extra = round === "up" ? whole - 1n : whole / 2n;
  return (BigInt(value) * BigInt(ppb) + extra) / whole * step;
}

function least(amount: bigint, bound: bigint): bigint {
  return amount < bound ? bound : amount;
}

/** All fees of one order that has traded `quantity` shares for `value` so far. */
export function feesOf(
  market: MarketName,
  side: "buy" | "sell",
  value: number,
  quantity: number,
  date: string,
): number {
  if (value === 0) return 0;
  if (market === "HKEX") return hongKongFees(value, date);
  if (side === "buy") return 0;
  const [perShare, most] = ratesOn(TAF, date) as [number, number];
  const taf = Math.ceil(quantity * perShare / 10_000) * 10_000;
  const sec = share(value, ratesOn(SEC, date)[0]!, CENT, "up");
  return Number(sec) + Math.min(taf, most);
}

function hongKongFees(value: number, date: string): number {
  const near = (ppb: number) => share(value, ppb, CENT, "nearest");
  const [trading, tariff] = ratesOn(TRADING, date) as [number, number];
  const stamp = share(value, ratesOn(STAMP, date)[0]!, DOLLAR, "up");
  const sfc = least(near(ratesOn(SFC, date)[0]!), CENT);
  const afrc = near(ratesOn(AFRC, date)[0]!);
  let settlement = near(42_000);
  if (date < "2025-06-30") {
    settlement = least(near(20_000), 2n * DOLLAR);
    if (settlement > 100n * DOLLAR) settlement = 100n * DOLLAR;
  }
  const commission = least(near(300_000), 3n * DOLLAR);
  const platform = 15n * DOLLAR;
  return Number(
    stamp + least(near(trading), CENT) + BigInt(tariff) + sfc + afrc +
      settlement + commission + platform,
  );
}

/** Upper bound of each price band in millionths, and its step. */
const HK_STEPS: [below: number, step: number][] = [
  [250_000, 1_000],
  [500_000, 5_000],
  [10_000_000, 10_000],
  [20_000_000, 20_000],
  [100_000_000, 50_000],
  [200_000_000, 100_000],
  [500_000_000, 200_000],
  [1_000_000_000, 500_000],
  [2_000_000_000, 1_000_000],
  [5_000_000_000, 2_000_000],
  [Infinity, 5_000_000],
];

/** Smallest price step at a price. */
export function tickOf(market: MarketName, price: number, date: string) {
  if (market === "US") return price < 1_000_000 ? 100 : 10_000;
  // Since 2025-08-04 steps between 10 and 50 dollars are finer.
  if (date >= "2025-08-04") {
    if (price >= 10_000_000 && price < 20_000_000) return 10_000;
    if (price >= 20_000_000 && price < 50_000_000) return 20_000;
  }
  return HK_STEPS.find(([below]) => price < below)![1];
}

/** Board lots of the Hong Kong names that tests trade. */
const HK_LOTS: Record<string, number> = {
  "0005": 400,
  "0388": 100,
  "0700": 100,
  "0939": 1_000,
  "0941": 500,
  "1299": 200,
  "1398": 1_000,
  "1810": 200,
  "2318": 500,
  "3690": 100,
  "3988": 1_000,
  "9988": 100,
};

/** @throws {Error} If the reference does not know the lot. */
export function lotOf(market: MarketName, symbol: string): number {
  const lot = market === "US" ? 1 : HK_LOTS[symbol];
  if (lot === undefined) throw new Error(`No lot of ${symbol}`);
  return lot;
}
