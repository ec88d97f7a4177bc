/** Amounts and times as the status shows them. @module */
import type { Market } from "../../../core/market/market.ts";
import { MILLION, type Money, type Price } from "../../../core/money.ts";
import {
  DAY_MS,
  HOUR_MS,
  type Instant,
  MINUTE_MS,
} from "../../../core/time.ts";

const MINUS = "−";
/** Below one, prices of Hong Kong have three decimals that matter. */
const FINE = MILLION;

/** "100,234.10": two decimals, rounded. */
export function amount(value: Money): string {
  return grouped(value, 2);
}

/** "+234.10" or "−12.00". */
export function signedAmount(value: Money): string {
  const sign = value < 0 ? MINUS : "+";
  return sign + grouped(Math.abs(value), 2);
}

/** "185.20", or "0.415" for a price below one. */
export function priceText(price: Price): string {
  return grouped(price, price < FINE ? 3 : 2);
}

/** "6 h 12 min", "43 min", "2 d 3 h", "less than a minute". */
export function duration(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor(ms % DAY_MS / HOUR_MS);
  const minutes = Math.floor(ms % HOUR_MS / MINUTE_MS);
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) {
    return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  }
  return minutes > 0 ? `${minutes} min` : "less than a minute";
}

/** Exchange-local "09:47"; without a market in UTC. */
export function clockTime(at: Instant, market?: Market): string {
  return zoned(at, market).toPlainTime().toString({ smallestUnit: "minute" });
}

/** "10:30" today on that clock, "Tue 09:00" within a week, "12 Jan 09:00" beyond. */
export function comingTime(at: Instant, now: Instant, market?: Market): string {
  const time = clockTime(at, market);
  const then = zoned(at, market);
  const days = zoned(now, market).toPlainDate()
    .until(then.toPlainDate()).total("days");
  if (days === 0) return time;
  const date = days > 0 && days < 7
    ? then.toLocaleString("en-GB", { weekday: "short" })
    : then.toLocaleString("en-GB", { day: "numeric", month: "short" });
  return `${date} ${time}`;
}

/** "Mon 5 Jan 2026, 14:47:30 UTC". */
export function marketNow(at: Instant): string {
  const date = zoned(at);
  const day = date.toLocaleString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  }).replace(",", "");
  const time = date.toPlainTime().toString({ smallestUnit: "second" });
  return `${day}, ${time} UTC`;
}

/** "2026-01-05 14:47:03Z", as in a log. */
export function stamp(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toString({ smallestUnit: "second" }).replace("T", " ");
}

function zoned(at: Instant, market?: Market): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(market?.timezone ?? "UTC");
}

function grouped(units: number, decimals: number): string {
  return (units / MILLION).toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).replace("-", MINUS);
}
