/** What a market does just now, and how long until that changes. @module */
import type { Market } from "../../../core/market/market.ts";
import { nextSession } from "../../../core/market/sessions.ts";
import type { Instant } from "../../../core/time.ts";
import { duration } from "./figures.ts";

/** "regular, closes in 6 h 12 min"; a phase alone where the calendar ends. */
export function phaseText(market: Market, at: Instant): string {
  const phase = market.phaseAt(at);
  const change = nextChange(market, at);
  return change ? `${phase}, ${change}` : phase;
}

function nextChange(market: Market, at: Instant): string | undefined {
  const session = nextSession(market, at);
  if (!session) return undefined;
  const { open, close, lunch } = session;
  if (at < open) return `opens in ${duration(open - at)}`;
  if (lunch && at >= lunch.start && at < lunch.end) {
    return `goes on in ${duration(lunch.end - at)}`;
  }
  if (lunch && at < lunch.start) {
    return `lunch in ${duration(lunch.start - at)}`;
  }
  return `closes in ${duration(close - at)}`;
}
