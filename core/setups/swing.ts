/** Swing points: bars that stand out from the `wing` bars on either side. @module */

/** The latest swing high before index `before`, as an index; −1 where there is none. */
export function peakBefore(
  high: Float64Array,
  length: number,
  before: number,
  wing: number,
): number {
  return swingBefore(high, length, before, wing, 1);
}

/** The latest swing low before index `before`, as an index; −1 where there is none. */
export function troughBefore(
  low: Float64Array,
  length: number,
  before: number,
  wing: number,
): number {
  return swingBefore(low, length, before, wing, -1);
}

function swingBefore(
  column: Float64Array,
  length: number,
  before: number,
  wing: number,
  sign: 1 | -1,
): number {
  for (let i = Math.min(before, length - wing) - 1; i >= wing; i--) {
    if (standsOut(column, i, wing, sign)) return i;
  }
  return -1;
}

/** Strict to the left only: of a plateau its first bar counts, a flat line never. */
function standsOut(
  column: Float64Array,
  at: number,
  wing: number,
  sign: 1 | -1,
): boolean {
  const value = sign * column[at]!;
  for (let k = 1; k <= wing; k++) {
    if (sign * column[at - k]! >= value) return false;
    if (sign * column[at + k]! > value) return false;
  }
  return true;
}
