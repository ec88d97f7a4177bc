/** Price steps as dated bands. @module */
import type { Price } from "../money.ts";
import { type Dated, rowOn } from "./dated.ts";

/** From this price upwards (included) the step is `tick`; both in millionths. */
export type Band = readonly [from: number, tick: number];

/** A table of bands in rising order, the first from zero. */
export interface Ticks extends Dated {
  bands: readonly Band[];
}

/** The step at a price on a local ISO date. A price on a bound belongs to the band above. */
export function tickIn(
  rows: readonly Ticks[],
  price: Price,
  date: string,
): number {
  const { bands } = rowOn(rows, date);
  return bands.findLast(([from]) => price >= from)![1];
}
