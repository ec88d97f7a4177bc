/** What went wrong at Alpaca, in our words and without its keys. @module */
import { z } from "zod";
import { askedAt } from "../asked.ts";
import { ApiError, FetchError } from "./sdk.ts";

/** Too slow and too many: whether it was done is not known. */
const UNCLEAR: readonly number[] = [408, 429];
const AUTHENTICATION = 401;
const NOT_FOUND = 404;

/**
 * Whether the venue said no. Everything else — a timeout, a lost connection, an
 * answer cut short, a fault of the venue's — leaves open what it did.
 */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status >= 400 &&
    error.status < 500 && !UNCLEAR.includes(error.status);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === NOT_FOUND;
}

/** One line of why, with the id under which Alpaca finds the request. */
export function described(error: unknown): string {
  if (error instanceof ApiError) {
    const { status, code, message, requestId } = error;
    if (status === AUTHENTICATION) {
      return `it does not take ALPACA_API_KEY and ALPACA_SECRET_KEY (${status})`;
    }
    const asked = requestId ? `, request ${requestId}` : "";
    return `${message} (${status}${code ? ` ${code}` : ""}${asked})`;
  }
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) =>
      `${path.join(".")}: ${message}`
    ).join("; ");
  }
  const cause = error instanceof FetchError ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split("\n", 1)[0]!;
}

/** Asks Alpaca; see `askedAt`. */
export const asked = askedAt("Alpaca", described);
