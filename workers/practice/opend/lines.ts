/** Bars as K lines: dated by their end, the first minute of Hong Kong is 09:31. @module */
import {
  localText,
  secondsOf,
} from "../../../core/adapters/brokers/opend/local_time.ts";
import type { Bar } from "../../../core/market/bar.ts";
import { MILLION } from "../../../core/money.ts";
import { type Instant, plus } from "../../../core/time.ts";

export function lineOf(
  { at, barMs, open, high, low, close, volume }: Bar,
  timezone: string,
) {
  return {
    ...dated(plus(at, barMs), timezone, false),
    openPrice: open / MILLION,
    highPrice: high / MILLION,
    lowPrice: low / MILLION,
    closePrice: close / MILLION,
    volume: String(volume),
    turnover: close / MILLION * volume,
  };
}

/** The K line that begins where `bar` ends: nothing has traded in it yet. */
export function blankAfter({ at, barMs }: Bar, timezone: string) {
  return dated(plus(at, 2 * barMs), timezone, true);
}

function dated(end: Instant, timezone: string, isBlank: boolean) {
  const time = localText(timezone, end);
  return { time, timestamp: secondsOf(end), isBlank };
}
