/** Extremes and means over a range of bars, `from` inclusive, `to` exclusive. @module */

/** Index of the highest value, the earliest of equals. The range is not empty. */
export function highestAt(
  column: Float64Array,
  from: number,
  to: number,
): number {
  let at = from;
  for (let i = from + 1; i < to; i++) if (column[i]! > column[at]!) at = i;
  return at;
}

/** Index of the lowest value, the earliest of equals. The range is not empty. */
export function lowestAt(
  column: Float64Array,
  from: number,
  to: number,
): number {
  let at = from;
  for (let i = from + 1; i < to; i++) if (column[i]! < column[at]!) at = i;
  return at;
}

/** The last bar's volume over the mean of the `count` before it; NaN if those are empty. */
export function volumeSurge(
  volume: Float64Array,
  length: number,
  count: number,
): number {
  const last = length - 1;
  let sum = 0;
  for (let i = last - count; i < last; i++) sum += volume[i]!;
  return sum > 0 ? volume[last]! * count / sum : NaN;
}
