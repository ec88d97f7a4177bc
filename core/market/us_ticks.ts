/** US price steps: Regulation NMS rule 612, the sub-penny rule. @module */
import type { Ticks } from "./ticks.ts";

/** Millionths: $0.0001 below one dollar, $0.01 from there on. */
export const US_TICKS: readonly Ticks[] = [
  { from: "2012-01-01", bands: [[0, 100], [1_000_000, 10_000]] },
];
