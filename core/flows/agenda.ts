/** An agent at work: its runs on schedule, its positions watched, what is told booked. @module */
import { sortDue } from "../agents/missed.ts";
import { type Due, runsAfter } from "../agents/schedule.ts";
import { nextCheck } from "../market/next_check.ts";
import { localDate } from "../market/sessions.ts";
import type { Desk } from "../ports.ts";
import { type Instant, iso } from "../time.ts";
import { book } from "./book.ts";
import { close } from "./close.ts";
import { heartbeat } from "./heartbeat.ts";
import { recover, resolve } from "./recover.ts";
import { recordRun, startRun } from "./run.ts";
import { scan } from "./scan.ts";
import { trade } from "./trade.ts";
import { watch } from "./watch.ts";

/**
 * Works from now until `end`, the same live and in replay: only the doors of
 * the desk differ. Starting is recovering: what a crash left is settled first,
 * and runs missed meanwhile follow the rule of their mode.
 */
export async function work(desk: Desk, end: Instant): Promise<void> {
  const { agent, market, clock, books } = desk;
  await recover(desk);
  const start = clock.now();
  const { lastRunAt } = await books.ledger(localDate(market, start));
  const runs = runsAfter(agent, market, lastRunAt ?? start);
  let next = runs.next().value;
  let watching = true;
  while (clock.now() < end) {
    const check = watching
      ? nextCheck(market, clock.now()) ?? Infinity
      : Infinity;
    const reached = await clock.until(least(check, next.at, end));
    watching = await bookReports(desk) || watching;
    if (!reached) continue;
    const now = clock.now();
    if (watching && now >= check) watching = await watch(desk);
    const due: Due[] = [];
    for (; next.at <= now; next = runs.next().value) due.push(next);
    if (due.length === 0) continue;
    await runDue(desk, due);
    watching = true;
  }
}

/**
 * Books what the venue tells; an order that is not ours is put on record by
 * name, never adopted. Answers whether there may be something to watch.
 */
async function bookReports(desk: Desk): Promise<boolean> {
  const reports = await desk.broker.reports();
  for (const report of reports) {
    const outcome = await book(desk, report);
    if (outcome.kind === "done") continue;
    const run = await startRun(desk, "watch");
    await recordRun(run, outcome.refusals[0]!.message);
  }
  return reports.length > 0;
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
