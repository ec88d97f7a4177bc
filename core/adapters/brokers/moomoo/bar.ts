/** A K line as a bar of ours. OpenD dates it by its end: the first minute of Hong Kong is 09:31. @module */
import type { Bar } from "../../../market/bar.ts";
import { vendorPrice } from "../../../market/vendor_price.ts";
import { type Instant, plus } from "../../../time.ts";
import { instantAt, instantOf } from "../opend/local_time.ts";
import type { KLine } from "./answers.ts";

/** @throws {RangeError} If neither of its times can be read. */
export function endOf({ timestamp, time }: KLine, timezone: string): Instant {
  const at = timestamp ? instantAt(timestamp) : instantOf(timezone, time);
  if (at !== undefined) return at;
  throw new RangeError(`Cannot date K line: "${time}"`);
}

/**
 * Undefined where nothing traded.
 *
 * @throws {RangeError} If a price or the volume is none.
 */
export function barOf(
  line: KLine,
  barMs: number,
  timezone: string,
): Bar | undefined {
  const { isBlank, openPrice, highPrice, lowPrice, closePrice } = line;
  const volume = Number(line.volume ?? 0);
  if (isBlank || volume === 0) return;
  if (!Number.isSafeInteger(volume) || volume < 0) {
    throw new RangeError(`Cannot read volume: ${line.volume}`);
  }
  return {
    at: plus(endOf(line, timezone), -barMs),
    barMs,
    open: vendorPrice(openPrice ?? NaN),
    high: vendorPrice(highPrice ?? NaN),
    low: vendorPrice(lowPrice ?? NaN),
    close: vendorPrice(closePrice ?? NaN),
    volume,
  };
}
