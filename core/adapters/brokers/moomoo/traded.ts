/** Whether there can be any minutes between two instants. @module */
import type { Market } from "../../../market/market.ts";
import { localDate, sessionsBetween } from "../../../market/sessions.ts";
import type { Instant } from "../../../time.ts";

/** Whether the market traded at any time in [from, to). */
export function traded(market: Market, from: Instant, to: Instant): boolean {
  if (to <= from) return false;
  const dates = [localDate(market, from), localDate(market, to)] as const;
  return sessionsBetween(market, ...dates).some(({ open, close, lunch }) => {
    const inSession = open < to && close > from;
    return inSession && !(lunch && lunch.start <= from && to <= lunch.end);
  });
}
