/** What orders cost, to the cent, on the dates on which rates changed. */
import assert from "node:assert/strict";
import { z } from "zod";
import { hkex } from "../core/market/hkex.ts";
import { us } from "../core/market/us.ts";
import type { OrderSide } from "../core/market/market.ts";
import { Money, written } from "../core/money.ts";

const money = (text: string) => z.parse(Money, text);

/** Value, date, total; the comment adds the items up. */
const HKEX_FEES: [string, string, string][] = [
  // stamp + trading + SFC + AFRC + settlement + commission + platform
  ["40000", "2026-11-23", "72.08"], // 40 + 2.26 + 1.08 + 0.06 + 1.68 + 12 + 15
  ["40000.01", "2026-11-23", "73.08"], // one cent more rounds the stamp up to 41
  ["40000", "2025-06-29", "72.40"], // settlement 0.002 % is 0.80, at least 2
  ["40000", "2025-06-30", "72.08"],
  ["40000", "2023-11-17", "72.40"],
  ["40000", "2023-11-16", "84.40"], // stamp 0.13 %
  ["40000", "2022-12-31", "84.64"], // trading 2.00 + tariff 0.50 for 2.26
  ["40000", "2021-12-31", "84.58"], // no AFRC levy
  ["40000", "2021-08-01", "84.58"],
  ["40000", "2021-07-31", "72.58"], // stamp 0.10 %
  ["40000", "2014-10-31", "72.70"], // SFC 0.003 % is 1.20
  ["40000", "2010-01-04", "72.70"], // before the first row: the first row
  ["10000000", "2024-01-02", "13965.00"], // settlement at most 100
  ["10000000", "2026-11-23", "14285.00"], // settlement 420
  ["0.01", "2026-11-23", "19.02"], // 1 + 0.01 + 0.01 + 0 + 0 + 3 + 15
  ["1", "2024-01-02", "21.02"], // settlement at least 2
  ["0", "2026-11-23", "0"],
];

for (const [value, date, total] of HKEX_FEES) {
  Deno.test(`HKD ${value} on ${date} costs ${total} in Hong Kong, either side`, () => {
    for (const side of ["buy", "sell"] as const) {
      const fees = hkex.feesOf(side, money(value), 100, date);
      assert.equal(written(fees), written(money(total)));
    }
  });
}

const US_FEES: [OrderSide, string, number, string, string][] = [
  ["buy", "100000", 1000, "2024-06-03", "0"],
  ["sell", "0", 0, "2024-06-03", "0"],
  ["sell", "100000", 1000, "2023-02-24", "2.44"], // 22.90 per million, 0.145
  ["sell", "100000", 1000, "2023-02-27", "0.95"], // 0.80 + 0.15
  ["sell", "100000", 1000, "2024-01-02", "0.97"], // 0.80 + 0.17
  ["sell", "100000", 1000, "2024-05-21", "0.97"],
  ["sell", "100000", 1000, "2024-05-22", "2.95"], // 2.78 + 0.17
  ["sell", "100000", 1000, "2025-05-14", "0.17"], // 0 + 0.17
  ["sell", "100000", 1000, "2026-01-02", "0.20"],
  ["sell", "100000", 1000, "2026-04-06", "2.26"], // 2.06 + 0.20
  ["sell", "100000", 1000, "2026-10-01", "2.06"], // FINRA's holiday
  ["sell", "100000", 1000, "2027-01-04", "2.26"],
  ["sell", "100000", 1_000_000, "2023-06-01", "8.07"], // at most 7.27
  ["sell", "100000", 1_000_000, "2024-01-02", "9.10"], // at most 8.30
  ["sell", "1", 1, "2024-06-03", "0.02"], // each item at least a cent
  ["sell", "100000", 1000, "2018-05-21", "2.43"], // 2.31 + 0.12
  ["sell", "100000", 1000, "2018-05-22", "1.42"],
  ["sell", "100000", 1000, "2010-01-04", "2.34"], // the first rows: 2.24 + 0.10
];

for (const [side, value, quantity, date, total] of US_FEES) {
  Deno.test(`a US ${side} of ${quantity} shares for ${value} on ${date} costs ${total}`, () => {
    const fees = us.feesOf(side, money(value), quantity, date);
    assert.equal(written(fees), written(money(total)));
  });
}
