/** How sure a mean is, when what happens on one day hangs together. @module */

export interface Interval {
  mean: number;
  /** 95 % bounds; NaN with fewer than two clusters. */
  low: number;
  high: number;
  /** Days, or whatever the values were grouped by. */
  clusters: number;
}

/**
 * The mean of all values with a cluster-robust 95 % interval: values of one
 * cluster may move together, clusters are taken as independent (Cameron,
 * Gelbach & Miller 2008, with the G/(G−1) correction and Student's t).
 */
export function clusteredMean(
  clusters: readonly (readonly number[])[],
): Interval {
  const count = clusters.reduce((n, values) => n + values.length, 0);
  const groups = clusters.filter((values) => values.length > 0).length;
  const mean = clusters.reduce((sum, values) => sum + total(values), 0) / count;
  if (groups < 2) return { mean, low: NaN, high: NaN, clusters: groups };
  let squares = 0;
  for (const values of clusters) {
    squares += (total(values) - values.length * mean) ** 2;
  }
  const error = Math.sqrt(squares * groups / (groups - 1)) / count;
  const reach = student975(groups - 1) * error;
  return { mean, low: mean - reach, high: mean + reach, clusters: groups };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** 97.5 % quantiles of Student's t for 1–10 degrees of freedom (tables). */
const T975 = [
  12.706,
  4.303,
  3.182,
  2.776,
  2.571,
  2.447,
  2.365,
  2.306,
  2.262,
  2.228,
];

/** Beyond ten four terms of the Cornish–Fisher expansion are right to 0.001 (Hill 1970). */
function student975(freedom: number): number {
  const tabled = T975[freedom - 1];
  if (tabled !== undefined) return tabled;
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3);
}
