/** Times and dates as bar files write them, read by hand: it is a hot loop. @module */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../time.ts";

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const ZERO = 48, DASH = 45, COLON = 58, POINT = 46, PLUS = 43, SPACE = 32;
const T = 84, Z = 90;

/**
 * Epoch milliseconds of `text[from, to)`, ISO 8601 with an offset ("T" or a
 * space between date and time, seconds optional); NaN if it is none.
 */
export function isoTime(text: string, from: number, to: number): number {
  const day = isoDate(text, from, from + 10);
  const between = text.charCodeAt(from + 10);
  if (to - from < 17 || between !== T && between !== SPACE) return NaN;
  const hour = two(text, from + 11), minute = two(text, from + 14);
  if (text.charCodeAt(from + 13) !== COLON || hour > 23 || minute > 59) {
    return NaN;
  }
  let second = 0, at = from + 16;
  if (text.charCodeAt(at) === COLON) {
    second = two(text, at + 1);
    if (second > 59) return NaN;
    at += 3;
    if (text.charCodeAt(at) === POINT) {
      // Only whole minutes are bars: what matters is whether it is zero.
      const from = ++at;
      while (at < to && digit(text, at) <= 9) {
        if (digit(text, at++) > 0) second += 0.001;
      }
      if (at === from) return NaN;
    }
  }
  return day + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS -
    offset(text, at, to);
}

/** Epoch milliseconds at which the ISO date `text[from, to)` begins in UTC; or NaN. */
export function isoDate(text: string, from: number, to: number): number {
  if (
    to - from !== 10 || text.charCodeAt(from + 4) !== DASH ||
    text.charCodeAt(from + 7) !== DASH
  ) return NaN;
  const year = two(text, from) * 100 + two(text, from + 2);
  const month = two(text, from + 5), day = two(text, from + 8);
  const leap = year % 4 === 0 && year % 100 !== 0 || year % 400 === 0;
  const last = month === 2 && leap ? 29 : MONTH_DAYS[month - 1] ?? 0;
  if (!(day >= 1 && day <= last)) return NaN;
  // Years counted from March end with February, so a leap day disturbs no month.
  const y = month > 2 ? year : year - 1;
  const days = 365 * y + Math.floor(y / 4) - Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day;
  return (days - 719_469) * DAY_MS;
}

/** "Z", "+08", "+0800" or "-04:00" in milliseconds; NaN if it is none. */
function offset(text: string, from: number, to: number): number {
  const sign = text.charCodeAt(from);
  if (sign === Z && to - from === 1) return 0;
  if (sign !== PLUS && sign !== DASH) return NaN;
  const colon = text.charCodeAt(from + 3) === COLON ? 1 : 0;
  const hours = two(text, from + 1);
  const minutes = to - from === 3 ? 0 : two(text, from + 3 + colon);
  if (to - from !== 3 && to - from !== 5 + colon || minutes > 59) return NaN;
  const size = hours * HOUR_MS + minutes * MINUTE_MS;
  return sign === PLUS ? size : -size;
}

/** Two digits as a number; NaN if they are none. */
function two(text: string, at: number): number {
  const tens = digit(text, at), ones = digit(text, at + 1);
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** 0–9, or more for any other character: negatives wrap around. */
function digit(text: string, at: number): number {
  return text.charCodeAt(at) - ZERO >>> 0;
}
