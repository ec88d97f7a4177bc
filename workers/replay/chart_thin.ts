/** Fewer points than a screen has pixels, without losing a peak or a fall. @module */
import type { EquityPoint } from "../../core/practice/equity_curve.ts";

/** What each stretch keeps: its lowest and highest equity and its deepest fall. */
const KEPT = 3;

/** At most `limit` points in their order, the first and the last among them. */
export function thinned(
  points: readonly EquityPoint[],
  limit: number,
): EquityPoint[] {
  if (points.length <= limit) return [...points];
  const stretches = Math.floor((limit - 2) / KEPT);
  const kept = new Set([0, points.length - 1]);
  for (let i = 0; i < stretches; i++) {
    const start = Math.floor(i * points.length / stretches);
    const end = Math.floor((i + 1) * points.length / stretches);
    for (const index of extremes(points, start, end)) kept.add(index);
  }
  return [...kept].sort((a, b) => a - b).map((index) => points[index]!);
}

function extremes(
  points: readonly EquityPoint[],
  start: number,
  end: number,
): number[] {
  let [low, high, deep] = [start, start, start];
  for (let i = start + 1; i < end; i++) {
    const { equity, drawdown } = points[i]!;
    if (equity < points[low]!.equity) low = i;
    if (equity > points[high]!.equity) high = i;
    if (drawdown > points[deep]!.drawdown) deep = i;
  }
  return [low, high, deep];
}
