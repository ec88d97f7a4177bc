/** One request, as those who answer it see it. @module */
import type { Instant } from "../../../core/time.ts";
import type { Floor } from "../floor.ts";
import { AlpacaFault, malformed } from "./fault.ts";

export interface Ask {
  floor: Floor;
  query: URLSearchParams;
  /** What the path names: an id or a symbol. */
  name: string;
  /** The JSON that was sent. */
  body(): Promise<unknown>;
}

/** What is answered: JSON, or 204 when undefined. */
export type Answer = Promise<unknown> | unknown;

const BODY_BYTES_MAX = 64 * 1024;

/** @throws {AlpacaFault} If it is too long, or no JSON. */
export async function bodyOf(request: Request): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw new AlpacaFault(413, 41310000, "request body is too large");
    }
    parts.push(part);
  }
  const text = await new Blob(parts as BlobPart[]).text();
  try {
    return JSON.parse(text);
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
export function limitIn({ query }: Ask, missing: number, max: number): number {
  const limit = Number(query.get("limit") ?? missing);
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw malformed(`limit must be 1 to ${max}`);
}

/** The symbols of the query; undefined when it names none. */
export function symbolsIn({ query }: Ask): string[] | undefined {
  return query.get("symbols")?.split(",").filter((symbol) => symbol !== "");
}
