/** Reads the fields of bar rows in place: no split, no regular expression. @module */
import { MILLION } from "../money.ts";
import { SECOND_MS } from "../time.ts";
import { isoDate, isoTime } from "./csv_time.ts";

const COMMA = 44, NEWLINE = 10, RETURN = 13, POINT = 46, DASH = 45, ZERO = 48;
/** Prices lie below it, in millionths, as in money.ts. */
const LIMIT = 9_007_199_254_000_000;
/** What binary fractions leave behind ("83.35000000000001"), in millionths. */
const DUST = 1e-3;
/** Above it an epoch is in milliseconds: 1973 as such, the year 5138 as seconds. */
const EPOCH_MS_FROM = 100_000_000_000;
/** Volumes as spreadsheets write them: "12.5", "1.5e7". */
const DECIMAL = /^\d+(\.\d+)?(e\+?\d+)?$/i;

/**
 * A place in the text. Each read takes the field that begins there, moves to
 * the comma or line end after it, and answers NaN if it is not what was asked.
 */
export class Scanner {
  at: number;
  readonly #text: string;
  readonly #end: number;

  constructor(text: string, at: number, end: number) {
    this.#text = text;
    this.at = at;
    this.#end = end;
  }

  /** A positive decimal with up to 6 places, or dust beyond, in millionths. */
  price(): number {
    const text = this.#text, end = this.#end, from = this.at;
    let at = from, value = 0, scale = MILLION, dust = 0, unit = 0.1, digits = 0;
    let point = false;
    for (; at < end; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit >= 0 && digit <= 9) {
        digits++;
        if (!point) value = value * 10 + digit;
        else if (scale > 1) value = value * 10 + digit, scale /= 10;
        else dust += digit * unit, unit /= 10;
      } else if (digit === POINT - ZERO && !point) point = true;
      else break;
    }
    this.at = at;
    if (dust > 1 - DUST) value++, dust = 0;
    value *= scale;
    const good = digits > 0 && dust <= DUST && value > 0 && value < LIMIT;
    return this.#ended() && good ? value : NaN;
  }

  /** A non-negative decimal, rounded to whole shares. */
  volume(): number {
    const from = this.at;
    const value = this.#digits();
    if (this.#ended()) return value < LIMIT ? value : NaN;
    const text = this.#text.slice(from, this.at);
    const shares = DECIMAL.test(text) ? Math.round(Number(text)) : NaN;
    return shares < LIMIT ? shares : NaN;
  }

  /** An epoch in seconds or milliseconds, or an ISO time with offset, in ms. */
  time(): number {
    const from = this.at;
    if (this.#text.charCodeAt(from + 4) === DASH) {
      this.skip();
      return isoTime(this.#text, from, this.at);
    }
    const value = this.#digits();
    if (!this.#ended() || !(value < LIMIT)) return NaN;
    return value < EPOCH_MS_FROM ? value * SECOND_MS : value;
  }

  /** An ISO date, as the milliseconds at which it begins in UTC. */
  date(): number {
    const from = this.at;
    this.skip();
    return isoDate(this.#text, from, this.at);
  }

  /** Moves to the end of the field. */
  skip(): void {
    while (!this.#atEnd()) this.at++;
  }

  /** Takes the comma before a further field; false if there is none. */
  comma(): boolean {
    if (this.#code() !== COMMA) return false;
    this.at++;
    return true;
  }

  /** Moves to the next line; false if this one has not ended. */
  line(): boolean {
    if (this.#code() === RETURN) this.at++;
    const ended = this.at >= this.#end || this.#code() === NEWLINE;
    this.at++;
    return ended;
  }

  /** The whole number that begins here; NaN if there is no digit. */
  #digits(): number {
    const text = this.#text, end = this.#end, from = this.at;
    let at = from, value = 0;
    for (; at < end; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    this.at = at;
    return at > from ? value : NaN;
  }

  /** Whether the field ended with what was read; if not, moves to its end. */
  #ended(): boolean {
    if (this.#atEnd()) return true;
    this.skip();
    return false;
  }

  #atEnd(): boolean {
    const code = this.#code();
    return code === COMMA || code === NEWLINE || code === RETURN ||
      this.at >= this.#end;
  }

  /** The character here, or −1 after the last. */
  #code(): number {
    return this.at < this.#end ? this.#text.charCodeAt(this.at) : -1;
  }
}
