/** Bars of any length out of the minutes of a session. @module */
import type { Bar } from "../market/bar.ts";
import type { Session } from "../market/market.ts";
import type { Price } from "../money.ts";
import { DAY_MS, type Instant, plus } from "../time.ts";
import { stretchesOf } from "../market/stretches.ts";
import type { Series } from "./tape.ts";

/** A stretch of a session that makes one bar. */
interface Slot {
  at: Instant;
  until: Instant;
}

/**
 * The bars of one session, each with when it is over. They are counted from the
 * open and from the end of lunch; a day or longer is the whole session. Where
 * nothing traded there is none.
 */
export function* slotBars(
  session: Session,
  series: Series,
  barMs: number,
): Generator<{ bar: Bar; until: Instant }> {
  const { at, length } = series;
  let from = 0;
  for (const { at: begin, until } of slotsOf(session, barMs)) {
    let to = from;
    while (to < length && at[to]! < until) to++;
    if (to > from) {
      const bar = { at: begin, barMs, ...together(series, from, to) };
      yield { bar, until };
    }
    from = to;
  }
}

function* slotsOf(session: Session, barMs: number): Generator<Slot> {
  if (barMs >= DAY_MS) {
    yield { at: session.open, until: session.close };
    return;
  }
  for (const { start, end } of stretchesOf(session)) {
    for (let at = start; at < end; at = plus(at, barMs)) {
      yield { at, until: Math.min(at + barMs, end) as Instant };
    }
  }
}

/** Bars `from` up to but not including `to` as one. */
export function together(
  { open, high, low, close, volume }: Series,
  from: number,
  to: number,
): Omit<Bar, "at" | "barMs"> {
  let top = high[from]!, bottom = low[from]!, shares = 0;
  for (let i = from; i < to; i++) {
    top = Math.max(top, high[i]!);
    bottom = Math.min(bottom, low[i]!);
    shares += volume[i]!;
  }
  return {
    open: open[from]! as Price,
    high: top as Price,
    low: bottom as Price,
    close: close[to - 1]! as Price,
    volume: shares,
  };
}
