/** Which dates of a tape are traded. @module */
import type { Market } from "../../core/market/market.ts";
import { localDate } from "../../core/market/sessions.ts";
import type { Tape } from "../../core/practice/tape.ts";
import type { Instant } from "../../core/time.ts";
import { dateFlag, fail } from "../arguments.ts";

/**
 * From the first to the last date of the tape, narrowed by the flags. A range
 * without a bar is a mistake, not an empty result.
 */
export function rangeOf(
  market: Market,
  { series, outsideHours }: Tape,
  from: string | undefined,
  to: string | undefined,
): { from: string; to: string } {
  const filled = series.filter(({ length }) => length > 0);
  if (filled.length === 0) {
    fail(
      `Cannot replay: no bar lies within regular hours of ${market.id}, ${outsideHours} lie outside; are times in UTC, and is it the right market?`,
    );
  }
  const dateOf = (at: number) => localDate(market, at as Instant);
  const first = dateOf(Math.min(...filled.map(({ at }) => at[0]!)));
  const last = dateOf(Math.max(...filled.map(({ at }) => at.at(-1)!)));
  const chosen = {
    from: from ? dateFlag("from", from) : first,
    to: to ? dateFlag("to", to) : last,
  };
  if (chosen.from > last || chosen.to < first) {
    fail(
      `Cannot replay ${chosen.from} to ${chosen.to}: the bars are from ${first} to ${last}`,
    );
  }
  if (chosen.from > chosen.to) {
    fail(
      `Cannot replay from ${chosen.from} to ${chosen.to}: swap --from and --to`,
    );
  }
  return chosen;
}
