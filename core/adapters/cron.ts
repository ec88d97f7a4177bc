/** When a cron pattern comes next: all that is asked of croner, which starts no timer for it. @module */
import { Cron } from "croner";
import type { Instant } from "../time.ts";

/**
 * The first instant after `at` that `pattern` names on the clock of `timezone`
 * (IANA); undefined if none will come.
 *
 * @throws {Error} If the pattern or the zone is none.
 */
export function nextAfter(
  pattern: string,
  timezone: string,
  at: Instant,
): Instant | undefined {
  const next = new Cron(pattern, { timezone }).nextRun(new Date(at));
  return next ? next.getTime() as Instant : undefined;
}
