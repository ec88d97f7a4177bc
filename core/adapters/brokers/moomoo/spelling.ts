/** Our symbols and OpenD's codes: 0700 is 00700 there. @module */
import { HONG_KONG } from "./words.ts";

const CODE_DIGITS = 5;

/** The code OpenD wants: five digits. */
export function codeOf(symbol: string): string {
  return symbol.padStart(CODE_DIGITS, "0");
}

/** The security as quotes name it. */
export function securityOf(symbol: string): { market: number; code: string } {
  return { market: HONG_KONG, code: codeOf(symbol) };
}
