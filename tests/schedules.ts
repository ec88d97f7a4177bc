/** Schedules as text: "09:30 trade", on the exchange's own clock. @module */
import type { Trader } from "../core/agents/agent.ts";
import { type Due, runsAfter, runsOn } from "../core/agents/schedule.ts";
import { marketOf } from "../core/market/mod.ts";
import { type Instant, iso } from "../core/time.ts";

function named({ mode, before }: Due): string {
  return before === "lunch" ? "lunch review" : before ? "close review" : mode;
}

/** "09:30", on the clocks of a zone. */
export function clockOf(when: Instant, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(when)
    .toZonedDateTimeISO(timeZone);
  return zoned.toPlainTime().toString({ smallestUnit: "minute" });
}

/** Every run after `after` up to and at `until`. */
export function runsBetween(
  agent: Trader,
  after: Instant,
  until: Instant,
): Due[] {
  const runs: Due[] = [];
  for (const run of runsAfter(agent, marketOf(agent.market), after)) {
    if (run.at > until) break;
    runs.push(run);
  }
  return runs;
}

/** Every run of one date in exchange time, in order. */
export function scheduleOf(agent: Trader, date: string): string[] {
  const market = marketOf(agent.market);
  return runsOn(agent, market, date).map((due) =>
    `${clockOf(due.at, market.timezone)} ${named(due)}`
  );
}

/** The same in UTC. */
export function utcOf(agent: Trader, date: string): string[] {
  return runsOn(agent, marketOf(agent.market), date).map((due) =>
    `${iso(due.at).slice(0, 16)} ${named(due)}`
  );
}

/** One mode's times of a date, in exchange time and UTC. */
export function timesOf(
  agent: Trader,
  date: string,
  name: string,
): [local: string, utc: string][] {
  const market = marketOf(agent.market);
  return runsOn(agent, market, date)
    .filter((due) => named(due) === name)
    .map((due) => [clockOf(due.at, market.timezone), clockOf(due.at, "UTC")]);
}
