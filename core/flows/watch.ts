/** One pass of the position monitor: read, judge, act. @module */
import type { Desk, Snapshot } from "../ports.ts";
import { dayPnlOf, unpricedOf } from "../risk/measure.ts";
import { written } from "../money.ts";
import type { Monitor } from "../trading/monitor.ts";
import { isLive } from "../trading/order.ts";
import { marked, type Position } from "../trading/position.ts";
import { advised, calmed, reviewed } from "../trading/review.ts";
import { detect, recommend } from "../signals/mod.ts";
import { judge, type Judgement, reasonsOf } from "./judge.ts";
import { exitOf, leave } from "./leave.ts";
import { monitorOf } from "./monitor.ts";
import { resolve } from "./recover.ts";
import type { Waiting } from "./release.ts";
import {
  decisionOf,
  recordDecision,
  recordRun,
  refresh,
  type Run,
  startRun,
} from "./run.ts";
import { openBooks } from "./session_books.ts";
import { withdrawStale } from "./stale.ts";

interface Check {
  position: Position;
  monitor: Monitor;
}

/**
 * Judges every open position once, sends the exits that must go, cancels what
 * has waited too long. A pass that changes nothing leaves only status rows.
 *
 * @param waiting Exits of earlier passes that waited for stops to go, and of this one.
 * @returns Whether anything is still held or working: is there a next pass?
 */
export async function watch(
  desk: Desk,
  waiting?: Waiting,
): Promise<boolean> {
  const run = await startRun(desk, "watch", waiting);
  forgetWaits(run);
  const { positions, orders } = run.ledger;
  const busy = positions.length > 0 || orders.some(isLive);
  if (!busy || !run.session || desk.market.phaseAt(run.at) !== "regular") {
    return busy;
  }
  if (orders.some(({ status }) => status === "unknown")) {
    await resolve(desk);
    await refresh(run);
  }
  await openBooks(run);
  const symbols = run.ledger.positions.map(({ symbol }) => symbol);
  const snapshots = await desk.data.snapshots(symbols);
  const unpriced = unpricedOf(run.ledger, snapshots);
  if (unpriced.length === 0) await heedDayLimit(run, snapshots);
  else await recordRun(run, `No price of ${unpriced.join(", ")}: not judged`);
  const checks: Check[] = [];
  for (const position of run.ledger.positions) {
    // One symbol without a price must not keep the others from their stops.
    if (!snapshots.has(position.symbol)) continue;
    checks.push(await tend(run, position, snapshots));
  }
  await desk.books.recordChecks(checks);
  await withdrawStale(run, snapshots);
  return true;
}

async function tend(
  run: Run,
  held: Position,
  snapshots: ReadonlyMap<string, Snapshot>,
): Promise<Check> {
  const snapshot = snapshots.get(held.symbol)!;
  const position = marked(held, snapshot.price);
  const { rules } = run.desk.parameters;
  const excused = position.overnight === run.date;
  const judgement = judge(
    position,
    snapshot,
    run.session!,
    run.at,
    rules,
    excused,
  );
  const after = await act(run, position, judgement, snapshots);
  const monitor = monitorOf(run, after, judgement, snapshot.price);
  return { position: after, monitor };
}

/** Goes on with an exit that waited, or acts on the advice; answers the position as it then stands. */
async function act(
  run: Run,
  position: Position,
  judgement: Judgement,
  snapshots: ReadonlyMap<string, Snapshot>,
): Promise<Position> {
  if (exitOf(run, position)) return position;
  const wait = run.waiting.get(position.id);
  if (!wait) return await respond(run, position, judgement, snapshots);
  await leave(run, position, snapshots, wait.trigger, wait.reasons);
  return position;
}

/** What is closed by now, or was decided on another day, waits no more. */
function forgetWaits({ waiting, ledger, date }: Run): void {
  for (const [id, wait] of waiting) {
    const held = ledger.positions.some((position) => position.id === id);
    if (!held || wait.date !== date) waiting.delete(id);
  }
}

/** Acts on the advice; answers the position as it then stands. */
async function respond(
  run: Run,
  position: Position,
  judgement: Judgement,
  snapshots: ReadonlyMap<string, Snapshot>,
): Promise<Position> {
  const { advice, signals } = judgement;
  if (advice === "hold" || onlyTheClock(run, judgement)) {
    const calm = calmed(position);
    if (advice === "hold") await noteChange(run, calm, judgement);
    return calm;
  }
  if (advice === "review") {
    return await consult(run, position, judgement, snapshots);
  }
  const reasons = reasonsOf(signals, "exit");
  const trigger = triggerOf(judgement);
  await leave(run, position, snapshots, trigger, reasons);
  return position;
}

/** A REVIEW for the hour alone is what the close review is there to answer. */
function onlyTheClock(run: Run, { advice, reading }: Judgement): boolean {
  if (advice !== "review") return false;
  const { rules } = run.desk.parameters;
  return recommend(detect(reading, rules, true)) === "hold";
}

/** The first signal that made the advice. */
function triggerOf({ advice, signals }: Judgement): string {
  const strength = advice === "exit" ? "strong" : "moderate";
  return signals.find((signal) =>
    signal.advice === "exit" && signal.strength === strength
  )!.name;
}

/** REVIEW: Claude's word if there is one; without advice the policy decides. */
async function consult(
  run: Run,
  position: Position,
  judgement: Judgement,
  snapshots: ReadonlyMap<string, Snapshot>,
): Promise<Position> {
  const { fullBars } = snapshots.get(position.symbol)!.technicals;
  const { mind, parameters } = run.desk;
  const step = parameters.rules.values.stop_loss!.tightenStep!;
  const next = reviewed(position, fullBars, step);
  if (next.action === "wait") return position;
  const { reading, signals } = judgement;
  const advice = await mind.review(reading, signals);
  const action = advice === "no advice" ? next.action : advice;
  const reasons = [
    ...reasonsOf(signals, "exit"),
    `REVIEW ${next.position.reviews} in a row, ${advice}`,
  ];
  if (action === "exit") {
    const trigger = triggerOf(judgement);
    await leave(run, next.position, snapshots, trigger, reasons);
    return next.position;
  }
  const after = advice === "hold" ? advised(position, fullBars) : next.position;
  const decision = await decisionOf(run, position.symbol, action, reasons);
  await recordDecision(run, decision, after);
  return after;
}

/** Advice that turned to HOLD is on record; advice that stayed HOLD is routine. */
async function noteChange(
  run: Run,
  position: Position,
  { signals }: Judgement,
): Promise<void> {
  const before = run.ledger.monitors.get(position.id)?.advice;
  if (before === undefined || before === "hold") return;
  const reasons = [`${before} is over`, ...reasonsOf(signals, "hold")];
  const decision = await decisionOf(run, position.symbol, "hold", reasons);
  await recordDecision(run, decision, position);
}

/** At the daily limit the agent only reduces until its next session; it never flattens by itself. */
async function heedDayLimit(
  { desk, ledger, at }: Run,
  snapshots: ReadonlyMap<string, Snapshot>,
): Promise<void> {
  const { maxDayLoss } = desk.agent.limits;
  const dayPnl = dayPnlOf(ledger, snapshots);
  if (dayPnl > -maxDayLoss || ledger.state.state !== "active") return;
  const reason = `Day result ${written(dayPnl)} has used the limit of ${
    written(maxDayLoss)
  }`;
  await desk.books.setState({
    state: "reducing",
    cause: "day_limit",
    reason,
    at,
  });
}
