/** Hong Kong shares: index constituents whose board lot is known, drawn up by hand. @module */
import { HKEX_LOTS } from "./hkex_lots.ts";
import type { Universe } from "./universe.ts";

/** REITs pay no stamp since 2024-12-21, which the fee table does not tell apart. */
const REITS: readonly string[] = ["0823"];

export const HKEX_UNIVERSE: Universe = {
  asOf: "2026-11-22",
  symbols: [...HKEX_LOTS.keys()].filter((code) => !REITS.includes(code)).sort(),
};
