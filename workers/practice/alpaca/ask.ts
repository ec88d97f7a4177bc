/** One request, as those who answer it see it. @module */
import type { Mischief } from "../../../core/practice/mischief.ts";
import type { Instant } from "../../../core/time.ts";
import type { Floor } from "../floor.ts";
import type { Turns } from "../turns.ts";
import { AlpacaFault, malformed } from "./fault.ts";

export interface Ask {
  floor: Floor;
  mischief: Mischief;
  /** Orders are judged and placed one after the other. */
  turns: Turns;
  query: URLSearchParams;
  /** What the path names: an id or a symbol. */
  name: string;
  /** What was sent. */
  body: string;
}

/** What is answered: JSON, or 204 when undefined. */
export type Answer = Promise<unknown> | unknown;

const BODY_BYTES_MAX = 64 * 1024;

/** @throws {AlpacaFault} If it is too long. */
export async function bodyOf(request: Request): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw new AlpacaFault(413, 41310000, "request body is too large");
    }
    parts.push(part);
  }
  return await new Blob(parts as BlobPart[]).text();
}

/** @throws {AlpacaFault} If what was sent is no JSON. */
export function jsonIn({ body }: Ask): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw malformed("request body format is invalid");
  }
}

/**
 * A time of the query: RFC 3339, or a date, which begins at its midnight UTC.
 *
 * @throws {AlpacaFault} If it is neither.
 */
export function timeIn(
  { query }: Ask,
  name: string,
  missing: Instant,
): Instant {
  const text = query.get(name);
  if (text === null) return missing;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw malformed(`invalid ${name}: ${text}`);
  return at as Instant;
}

/** @throws {AlpacaFault} If it is no whole number from 1 to `max`. */
export function limitIn(
  { query }: Ask,
  missing: number,
  max: number,
  name = "limit",
): number {
  const limit = Number(query.get(name) ?? missing);
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw malformed(`${name} must be 1 to ${max}`);
}

/**
 * One of `words`, or what counts where it is missing.
 *
 * @throws {AlpacaFault} If it is another word.
 */
export function wordIn<T extends string>(
  { query }: Ask,
  name: string,
  words: readonly T[],
  missing: T,
): T {
  const text = query.get(name) ?? missing;
  const word = words.find((one) => one === text.toLowerCase());
  if (word) return word;
  throw malformed(`invalid ${name}: ${text}`);
}

/** The symbols of the query; undefined when it names none. */
export function symbolsIn({ query }: Ask): string[] | undefined {
  return query.get("symbols")?.split(",").filter((symbol) => symbol !== "");
}
