/** An agent at work: its runs on schedule, its positions watched, what is told booked. @module */
import type { Trader } from "../agents/agent.ts";
import { sortDue } from "../agents/missed.ts";
import { type Due, runsAfter, runsOn } from "../agents/schedule.ts";
import { isCovered } from "../market/coverage.ts";
import type { Market } from "../market/market.ts";
import { nextCheck } from "../market/next_check.ts";
import { localDate, sessionOf } from "../market/sessions.ts";
import type { Desk } from "../ports.ts";
import { type Instant, iso } from "../time.ts";
import { type Break, close } from "./close.ts";
import { heartbeat } from "./heartbeat.ts";
import { bookReports } from "./news.ts";
import { obey } from "./obey.ts";
import { reconcile } from "./reconcile.ts";
import { recover, resolve } from "./recover.ts";
import { recordRun, startRun } from "./run.ts";
import { scan } from "./scan.ts";
import { trade } from "./trade.ts";
import { watch } from "./watch.ts";

/**
 * Works from now until `end`, the same live and in replay: only the doors of
 * the desk differ. Starting is recovering: what a crash left is settled first,
 * and runs missed meanwhile follow the rule of their mode. New books have missed
 * the scan of their first day, and nothing else: nobody was there to do it.
 *
 * @throws {BrokerUnavailable} At the start, if the venue cannot be compared
 * with the books: start again.
 */
export async function work(desk: Desk, end: Instant): Promise<void> {
  const { agent, market, clock, books } = desk;
  await begin(desk);
  const start = clock.now();
  const { lastRunAt } = await books.ledger(localDate(market, start));
  const runs = lastRunAt === null
    ? firstRuns(agent, market, start)
    : runsAfter(agent, market, lastRunAt);
  let next = runs.next().value;
  let watching = true;
  while (clock.now() < end) {
    const check = watching
      ? nextCheck(market, clock.now()) ?? Infinity
      : Infinity;
    const reached = await clock.until(least(check, next.at, end));
    watching = await bookReports(desk) || watching;
    if (!reached) {
      await obey(desk);
      continue;
    }
    const now = clock.now();
    if (watching && now >= check) watching = await watch(desk);
    const due: Due[] = [];
    for (; next.at <= now; next = runs.next().value) due.push(next);
    if (due.length === 0) continue;
    await obey(desk);
    await runDue(desk, due);
    watching = true;
  }
}

function* firstRuns(
  agent: Trader,
  market: Market,
  start: Instant,
): Generator<Due, never> {
  const date = localDate(market, start);
  yield* runsOn(agent, market, date).filter(({ mode, at }) =>
    mode === "scan" && at <= start
  );
  return yield* runsAfter(agent, market, start);
}

/** One run of `mode`, whatever its hour; starting is recovering here too. */
export async function runMode(desk: Desk, mode: Due["mode"]): Promise<void> {
  await begin(desk);
  const at = desk.clock.now();
  await perform(desk, { mode, at, before: nextBreak(desk, at) });
}

async function begin(desk: Desk): Promise<void> {
  await recover(desk);
  await reconcile(desk);
  await obey(desk);
}

/** What a close review at `at` precedes. */
function nextBreak({ market }: Desk, at: Instant): Break {
  const session = isCovered(market, at) ? sessionOf(market, at) : undefined;
  return session?.lunch && at < session.lunch.start ? "lunch" : "close";
}

async function runDue(desk: Desk, due: readonly Due[]): Promise<void> {
  const { run, skip } = sortDue(due, desk.market, desk.clock.now());
  for (const { mode, at } of skip) {
    const missed = await startRun(desk, mode);
    await recordRun(missed, `Missed at ${iso(at)}, skipped`);
  }
  for (const one of run) {
    if (one.mode !== "heartbeat") await resolve(desk);
    await perform(desk, one);
  }
}

async function perform(desk: Desk, { mode, before }: Due): Promise<void> {
  if (mode === "scan") await scan(desk);
  else if (mode === "trade") await trade(desk);
  else if (mode === "close") await close(desk, before!);
  else await heartbeat(desk);
}

function least(...instants: number[]): Instant {
  return Math.min(...instants) as Instant;
}
