/** A bar as Alpaca tells it, as a bar of ours. @module */
import type { Bar } from "../../../market/bar.ts";
import { vendorPrice } from "../../../market/vendor_price.ts";
import type { Instant } from "../../../time.ts";

/** As REST names it. A date comes as text, whatever the SDK's types say. */
export interface WireBar {
  t: Date | string;
  o: number;
  h: number;
  l: number;
  c: number;
  v: number;
}

/**
 * Checked field by field: a schema takes 80 MB more for a month of bars.
 *
 * @throws {RangeError} If it is no bar.
 */
export function barOf({ t, o, h, l, c, v }: WireBar, barMs: number): Bar {
  const at = new Date(t).getTime();
  if (!Number.isInteger(at) || !(v >= 0 && v <= Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`Cannot read bar: of ${v} shares at ${t}`);
  }
  if (!(l <= o && l <= c && o <= h && c <= h)) {
    throw new RangeError(`Cannot read bar: from ${l} to ${h} at ${t}`);
  }
  return {
    at: at as Instant,
    barMs,
    open: vendorPrice(o),
    high: vendorPrice(h),
    low: vendorPrice(l),
    close: vendorPrice(c),
    // Parts of a share are traded too; they are not counted.
    volume: Math.floor(v),
  };
}
