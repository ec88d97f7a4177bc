/** Tapes made of other tapes, to meet what these do not. @module */

interface Columns {
  length: number;
  at: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}

const CENT = 10_000;

/** The bars from the beginning of one month up to that of another. */
export function within<T extends { series: Columns[] }>(
  tape: T,
  from: string,
  to: string,
): T {
  const series = tape.series.map((whole) => {
    const { at, open, high, low, close, volume } = whole;
    const first = at.findIndex((time) => time >= Date.parse(from));
    const end = at.findIndex((time) => time >= Date.parse(to));
    const cut = (column: Float64Array) => column.slice(first, end);
    return {
      ...whole,
      length: end - first,
      at: cut(at),
      open: cut(open),
      high: cut(high),
      low: cut(low),
      close: cut(close),
      volume: cut(volume),
    };
  });
  return { ...tape, series };
}

/** The same tape with three times its moves, so that stops and targets are met. */
export function wild<T extends { series: Columns[] }>(tape: T): T {
  const series = tape.series.map((calm) => {
    const { open, high, low, close } = calm;
    const first = open[0]!;
    const moved = (column: Float64Array) =>
      column.map((price) =>
        Math.max(1, Math.round(first * (price / first) ** 3 / CENT)) * CENT
      );
    return {
      ...calm,
      open: moved(open),
      high: moved(high),
      low: moved(low),
      close: moved(close),
    };
  });
  return { ...tape, series };
}
