/**
 * "What would the rules say?" asked from outside: one position at one moment as
 * JSON, in the shape of the original system's golden vectors.
 *
 * @module
 */
import { z } from "zod";
import type { Market } from "../market/market.ts";
import { vendorPrice } from "../market/vendor_price.ts";
import { MILLION } from "../money.ts";
import { MINUTE_MS } from "../time.ts";
import { aboveOf, ratios } from "./reading.ts";
import { type Reading, Side } from "./rule.ts";

const PRICE = "give a price from 0.000001 to 9007199253, at most 6 decimals";
const TIME = 'give "2026-01-12T15:50:00" in exchange time, or with an offset';
const SHARES = "give shares, 0 or more, or null";
const LEVEL = "give a price above 0, or null";
const RSI = "give 0–100, or null";
const MACD = 'give "bullish", "bearish", "neutral", "unknown", or null';

/** A vendor's float, dust and all; what is no price is a fault of the line. */
const price = z.number(PRICE).refine(isPrice, PRICE).transform(vendorPrice);
const shares = z.number(SHARES).min(0, SHARES);
const level = z.number(LEVEL).positive(LEVEL);
const time = z.string(TIME).refine(isTime, TIME);

/** Prices and levels in quote currency, volumes in shares; null is not known. */
export const Question = z.strictObject({
  /** For the asker's own use. */
  name: z.string().optional(),
  symbol: z.string().optional(),
  entry: price,
  current: price,
  /** Best price since the entry: the highest for a long, the lowest for a short. */
  high_watermark: price,
  entry_time: time.nullish(),
  now: time,
  volume: shares.nullish(),
  entry_volume: shares.nullish(),
  technicals: z.looseObject({
    rsi: z.number(RSI).min(0, RSI).max(100, RSI).nullish(),
    vwap: level.nullish(),
    ema20: level.nullish(),
    macd_signal: z.enum(["bullish", "bearish", "neutral", "unknown"], MACD)
      .nullish(),
  }, "give an object, or null").nullish(),
  side: z.enum(Side.options, 'give "long" or "short"').default("long"),
  market: z.enum(["US", "HKEX"], 'give "US" or "HKEX"').default("HKEX"),
}, "write one object per line");
export type Question = z.output<typeof Question>;

const HISTOGRAM = { bullish: 1, bearish: -1, neutral: 0, unknown: NaN };

/**
 * The reading a question describes; `market` is the one it names.
 *
 * @throws {RangeError} If the market's calendar does not cover the date of now.
 */
export function readingOf(question: Question, market: Market): Reading {
  const { side, entry, current, high_watermark, volume, entry_volume } =
    question;
  const { rsi, vwap, ema20, macd_signal } = question.technicals ?? {};
  const traded = volume && entry_volume; // zero shares say nothing either
  return {
    side,
    ...ratios(side, entry, current, high_watermark),
    tightened: 0,
    rsi: rsi ?? NaN,
    volumeRatio: traded ? volume / entry_volume : NaN,
    aboveVwap: aboveOf(current, millionths(vwap)),
    aboveEma20: aboveOf(current, millionths(ema20)),
    macdHistogram: macd_signal ? HISTOGRAM[macd_signal] : NaN,
    ...clockOf(question, market),
  };
}

type Clock = "heldMinutes" | "toCloseMinutes" | "toLunchMinutes";

/** Without an entry time the close is not asked about; the lunch break still is. */
function clockOf(question: Question, market: Market): Pick<Reading, Clock> {
  const now = zoned(question.now, market.timezone);
  const session = market.sessionOn(now.toPlainDate().toString());
  const entered = question.entry_time
    ? zoned(question.entry_time, market.timezone).epochMilliseconds
    : NaN;
  const until = (at: number | undefined) =>
    at === undefined ? NaN : (at - now.epochMilliseconds) / MINUTE_MS;
  return {
    heldMinutes: -until(entered),
    toCloseMinutes: Number.isNaN(entered) ? NaN : until(session?.close),
    toLunchMinutes: until(session?.lunch?.start),
  };
}

/** Indicators are not exact amounts: rounded to what prices are counted in. */
function millionths(level: number | null | undefined): number {
  return level ? Math.round(level * MILLION) : NaN;
}

/** With an offset or Z an instant; without one the exchange's own clock. */
function zoned(text: string, timezone: string): Temporal.ZonedDateTime {
  return OFFSET.test(text)
    ? Temporal.Instant.from(text).toZonedDateTimeISO(timezone)
    : Temporal.PlainDateTime.from(text).toZonedDateTime(timezone);
}

function isPrice(number: number): boolean {
  try {
    return vendorPrice(number) > 0;
  } catch {
    return false; // a RangeError says that it is none
  }
}

const OFFSET = /(Z|[+-]\d{2}(:?\d{2})?)$/i;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

function isTime(text: string): boolean {
  try {
    return DATE_TIME.test(text) && zoned(text, "UTC") !== undefined;
  } catch {
    return false; // Temporal knows no such date or time
  }
}
