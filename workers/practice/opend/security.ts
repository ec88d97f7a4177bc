/** Securities as quotes name them: a market and five digits. @module */
import { z } from "zod";
import type { Floor } from "../floor.ts";
import { Refusal } from "./ask.ts";

/** QotMarket_HK_Security. */
export const HONG_KONG = 1;

export const Security = z.object({ market: z.int(), code: z.string() });
export type Security = z.output<typeof Security>;

export function codeOf(symbol: string): string {
  return symbol.padStart(5, "0");
}

export function securityOf(symbol: string): Security {
  return { market: HONG_KONG, code: codeOf(symbol) };
}

/** @throws {Refusal} If it is not listed here. */
export function symbolOf(floor: Floor, { market, code }: Security): string {
  const symbol = codeIs(code) ? floor.market.symbolOf(code) : undefined;
  if (market === HONG_KONG && symbol && floor.symbols.includes(symbol)) {
    return symbol;
  }
  throw new Refusal(`Unknown stock ${code} in market ${market}`);
}

/** Five digits, no fewer: 700 is no code. */
export function codeIs(code: string): boolean {
  return /^\d{5}$/.test(code);
}
