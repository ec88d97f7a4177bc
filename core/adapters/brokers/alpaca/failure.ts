/** What went wrong at Alpaca, in our words and without its keys. @module */
import { z } from "zod";
import { askedAt } from "../asked.ts";
import { ApiError, FetchError } from "./sdk.ts";

/** Too slow and too many: whether it was done is not known. */
const TOO_SLOW = 408;
const TOO_MANY = 429;
const AUTHENTICATION = 401;
const NOT_FOUND = 404;
const NOT_BUILT = 501;

/** Nothing left this machine. */
export class NotSent extends Error {
  override name = "NotSent";
}

/**
 * Whether the venue said no. Everything else — a timeout, a lost connection, an
 * answer cut short, a fault of the venue's — leaves open what it did.
 */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status >= 400 &&
    error.status < 500 && ![TOO_SLOW, TOO_MANY].includes(error.status);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === NOT_FOUND;
}

/** Whether a server does not have this at all. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError &&
    [NOT_FOUND, NOT_BUILT].includes(error.status);
}

/** How long the venue wants to be left alone; null if it said nothing of that. */
export function restMs(error: unknown, unnamedMs: number): number | null {
  if (!(error instanceof ApiError) || error.status !== TOO_MANY) return null;
  return error.retryAfterMs ?? unnamedMs;
}

/** Whether the same question may be answered a moment later. */
export function mayPass(error: unknown): boolean {
  if (isMissing(error) || isRefusal(error)) return false;
  if (!(error instanceof FetchError)) {
    return error instanceof ApiError || error instanceof TypeError;
  }
  return !["AbortError", "TimeoutError"].includes(error.cause.name);
}

/** One line of why, with the id under which Alpaca finds the request. */
export function described(error: unknown): string {
  if (error instanceof ApiError) {
    const { status, code, message, requestId } = error;
    if (status === AUTHENTICATION) {
      return `it does not take ALPACA_API_KEY and ALPACA_SECRET_KEY (${status})`;
    }
    const asked = requestId ? `, request ${requestId}` : "";
    return `${brief(message)} (${status}${code ? ` ${code}` : ""}${asked})`;
  }
  if (error instanceof z.ZodError) {
    return brief(
      error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)
        .join("; "),
    );
  }
  const cause = error instanceof FetchError ? error.cause : error;
  return brief(cause instanceof Error ? cause.message : String(cause));
}

/** A server may answer with a page, and a page is no reason. */
function brief(text: string): string {
  return text.split("\n", 1)[0]!.slice(0, 300);
}

/** Asks Alpaca; see `askedAt`. */
export const asked = askedAt("Alpaca", described);
