/** Textbook indicators over whole arrays, as TA-Lib computes and seeds them. @module */

/** Exponential average seeded by the plain mean of the first `period` values from `from`. */
export function emaOf(
  values: number[],
  period: number,
  from = 0,
): number[] {
  const result: number[] = values.map(() => NaN);
  const first = from + period - 1;
  if (values.length <= first) return result;
  let sum = 0;
  for (let i = from; i <= first; i++) sum += values[i]!;
  result[first] = sum / period;
  const share = 2 / (period + 1);
  for (let i = first + 1; i < values.length; i++) {
    result[i] = result[i - 1]! + (values[i]! - result[i - 1]!) * share;
  }
  return result;
}

/** Wilder's mean of `values[1…]` over 14; the seed is the plain mean of the first 14. */
function wilderOf(values: number[]): number[] {
  const result: number[] = values.map(() => NaN);
  if (values.length < 15) return result;
  let sum = 0;
  for (let i = 1; i <= 14; i++) sum += values[i]!;
  result[14] = sum / 14;
  for (let i = 15; i < values.length; i++) {
    result[i] = (result[i - 1]! * 13 + values[i]!) / 14;
  }
  return result;
}

/**
 * RSI(14). Unknown while trading is thin: when bars whose close moved have an
 * exponential share of 0.3 or less, counted from the second bar.
 */
export function rsiOf(closes: number[]): number[] {
  const moves = closes.map((close, i) => i === 0 ? 0 : close - closes[i - 1]!);
  const gains = wilderOf(moves.map((move) => Math.max(move, 0)));
  const losses = wilderOf(moves.map((move) => Math.max(-move, 0)));
  let moving = 0;
  return closes.map((_, i) => {
    if (i > 0) moving = moving * 13 / 14 + (moves[i] !== 0 ? 1 / 14 : 0);
    if (!(moving > 0.3)) return NaN;
    return 100 * gains[i]! / (gains[i]! + losses[i]!);
  });
}

/**
 * MACD(12, 26) less its signal(9). Both averages are seeded on the 26th bar,
 * and the signal by the mean of the first nine differences.
 */
export function macdHistogramOf(closes: number[]): number[] {
  const slow = emaOf(closes, 26);
  const fast = emaOf(closes, 12, 26 - 12);
  const macd = closes.map((_, i) => fast[i]! - slow[i]!);
  const signal = emaOf(macd, 9, 25);
  return macd.map((value, i) => value - signal[i]!);
}

/** The middle of twenty values: the mean of the tenth and eleventh by size. */
export function medianOf(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[9]! + sorted[10]!) / 2;
}
