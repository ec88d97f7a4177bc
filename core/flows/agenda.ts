/** An agent at work: its runs on schedule, its positions watched, what is told booked. @module */
import type { Trader } from "../agents/agent.ts";
import { sortDue } from "../agents/missed.ts";
import { type Due, runsAfter, runsOn } from "../agents/schedule.ts";
import { isCovered } from "../market/coverage.ts";
import type { Market } from "../market/market.ts";
import { nextCheck } from "../market/next_check.ts";
import { localDate, sessionOf } from "../market/sessions.ts";
import type { Desk } from "../ports.ts";
import { type Instant, iso, MINUTE_MS, plus, SECOND_MS } from "../time.ts";
import { isLive, isProtective, type Order } from "../trading/order.ts";
import { attempt } from "./attempt.ts";
import { type Break, close } from "./close.ts";
import { crossCheck } from "./cross_check.ts";
import { heartbeat } from "./heartbeat.ts";
import { bookReports } from "./news.ts";
import { obey } from "./obey.ts";
import { checkBooks } from "./reconcile.ts";
import { recover, resolve } from "./recover.ts";
import { recordRun, startRun } from "./run.ts";
import { scan } from "./scan.ts";
import { trade } from "./trade.ts";
import { Upkeep } from "./upkeep.ts";
import { watch } from "./watch.ts";
import { tryWithdraw } from "./withdraw.ts";

/** How long one run stays to see its orders through, in market time, and then to see them gone. */
const SETTLE_MS = 3 * MINUTE_MS;
const WITHDRAW_MS = MINUTE_MS;
/** And at most by the machine. */
const STAY_MS = MINUTE_MS;

/**
 * Works from now until `end`, the same live and in replay: only the doors of
 * the desk differ. Starting is recovering: what a crash left is settled first,
 * and runs missed meanwhile follow the rule of their mode. New books have missed
 * the scan of their first day, and nothing else: nobody was there to do it. A
 * venue that goes away costs what it was needed for, not the agent.
 */
export async function work(desk: Desk, end: Instant): Promise<void> {
  const { agent, market, clock, books } = desk;
  const upkeep = await begin(desk);
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
    const moved = await bookReports(desk);
    watching = moved.length > 0 || watching;
    await upkeep.tend(moved);
    if (!reached) {
      await obey(desk);
      continue;
    }
    const now = clock.now();
    if (watching && now >= check) watching = await look(desk, upkeep);
    const due: Due[] = [];
    for (; next.at <= now; next = runs.next().value) due.push(next);
    if (due.length === 0) continue;
    await obey(desk);
    await runDue(desk, upkeep, due);
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

/**
 * One run of `mode`, whatever its hour; starting is recovering here too. It ends
 * once its orders have, and what it holds is protected: nobody would see to them
 * after it, so an entry of it that is not filled by then is withdrawn.
 */
export async function runMode(desk: Desk, mode: Due["mode"]): Promise<void> {
  const upkeep = await begin(desk);
  const at = desk.clock.now();
  const before = nextBreak(desk, at);
  const others = new Set((await liveOrders(desk)).map(({ id }) => id));
  await attempt(desk, mode, () => perform(desk, upkeep, { mode, at, before }));
  await upkeep.protect();
  if (await settle(desk, upkeep, others, SETTLE_MS)) return;
  await attempt(desk, mode, () => withdrawEntries(desk, others));
  await settle(desk, upkeep, others, WITHDRAW_MS);
}

async function begin(desk: Desk): Promise<Upkeep> {
  await recover(desk);
  const upkeep = new Upkeep(desk);
  await crossCheck(desk);
  await checkBooks(desk);
  await obey(desk);
  await upkeep.protect();
  return upkeep;
}

/** Whether no order of this run works any more but stops, and every holding is protected, within `ms` of market time. */
async function settle(
  desk: Desk,
  upkeep: Upkeep,
  others: ReadonlySet<string>,
  ms: number,
): Promise<boolean> {
  const { clock, machine } = desk;
  const end = plus(clock.now(), ms);
  const until = machine.now() + STAY_MS;
  while (!await isSettled(desk, upkeep, others)) {
    if (clock.now() >= end || machine.now() >= until) return false;
    const check = nextCheck(desk.market, clock.now()) ?? Infinity;
    const second = plus(clock.now(), SECOND_MS);
    await clock.until(least(check, second, end));
    await upkeep.tend(await bookReports(desk));
    if (clock.now() >= check) await look(desk, upkeep);
  }
  return true;
}

async function withdrawEntries(
  desk: Desk,
  others: ReadonlySet<string>,
): Promise<void> {
  const run = await startRun(desk, "watch");
  for (const order of run.ledger.orders) {
    const isOurs = isLive(order) && !others.has(order.id);
    if (!isOurs || order.purpose !== "entry") continue;
    await tryWithdraw(run, order, ["the run ends"]);
  }
}

async function isSettled(
  desk: Desk,
  upkeep: Upkeep,
  others: ReadonlySet<string>,
): Promise<boolean> {
  if (!upkeep.settled) return false;
  const live = await liveOrders(desk);
  return live.every((order) => isProtective(order) || others.has(order.id));
}

async function liveOrders(
  { books, market, clock }: Desk,
): Promise<Order[]> {
  const { orders } = await books.ledger(localDate(market, clock.now()));
  return orders.filter(isLive);
}

/** What a close review at `at` precedes. */
function nextBreak({ market }: Desk, at: Instant): Break {
  const session = isCovered(market, at) ? sessionOf(market, at) : undefined;
  return session?.lunch && at < session.lunch.start ? "lunch" : "close";
}

async function runDue(
  desk: Desk,
  upkeep: Upkeep,
  due: readonly Due[],
): Promise<void> {
  const { run, skip } = sortDue(due, desk.market, desk.clock.now());
  for (const { mode, at } of skip) {
    const missed = await startRun(desk, mode);
    await recordRun(missed, `Missed at ${iso(at)}, skipped`);
  }
  for (const one of run) {
    await attempt(desk, one.mode, async () => {
      if (one.mode !== "heartbeat") await resolve(desk);
      await perform(desk, upkeep, one);
    });
  }
  await upkeep.protect();
}

async function perform(
  desk: Desk,
  upkeep: Upkeep,
  { mode, before }: Due,
): Promise<void> {
  if (mode === "scan") await scan(desk, upkeep.sight);
  else if (mode === "trade") await trade(desk);
  else if (mode === "close") await close(desk, before!, upkeep.guard.waiting);
  else await heartbeat(desk);
}

/** One pass of the watch, and the stops that follow from it. */
async function look(desk: Desk, upkeep: Upkeep): Promise<boolean> {
  let watching = true;
  await attempt(desk, "watch", async () => {
    watching = await watch(desk, upkeep.guard.waiting);
  });
  await upkeep.protect();
  return watching;
}

function least(...instants: number[]): Instant {
  return Math.min(...instants) as Instant;
}
