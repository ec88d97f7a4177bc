/** Round values along the height of a chart. @module */

const STEPS = [1, 2, 5, 10];

/**
 * Multiples of 1, 2 or 5 × 10ⁿ that enclose `low`–`high`, about `count` of
 * them and never fewer than two; the step is at least `finest`.
 */
export function roundTicks(
  low: number,
  high: number,
  count: number,
  finest: number,
): number[] {
  const rough = Math.max((high - low) / count, finest);
  const power = 10 ** Math.floor(Math.log10(rough));
  // Divided by what floating point may add: 0.2 / 0.1 must not count as above 2.
  const factor = STEPS.find((step) => step * power >= rough / 1.000001)!;
  const step = factor * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
