/** One run of a flow: the moment it happens in, and what it puts on record. @module */
import { isCovered } from "../market/coverage.ts";
import type { Session } from "../market/market.ts";
import { localDate } from "../market/sessions.ts";
import type { Outcome, Refusal } from "../outcome.ts";
import type { Begun, Desk, Ledger, Snapshot } from "../ports.ts";
import type { Exposure } from "../risk/exposure.ts";
import type { Ticket } from "../risk/gate.ts";
import type { Scene } from "../risk/measure.ts";
import type { Instant } from "../time.ts";
import type { Alert } from "../trading/alert.ts";
import type { Mode, ScanResult } from "../trading/cycle.ts";
import type { Decision } from "../trading/decision.ts";
import type { Answer } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { execute } from "./execute.ts";
import { nextId } from "./next_id.ts";
import type { Waiting } from "./release.ts";

export interface Run {
  desk: Desk;
  mode: Mode;
  at: Instant;
  /** Exchange-local date. */
  date: string;
  /** Undefined on a day without one, and where the calendar ends. */
  session: Session | undefined;
  ledger: Ledger;
  /** Id of its cycle; a routine check that decides nothing never takes one. */
  cycleId: string | null;
  /** Itself until it is on record: it goes there with its first decision. */
  begun: Begun | undefined;
  /** Exits that wait until the stops of their position are gone. */
  waiting: Waiting;
}

/** @param waiting What an earlier run left waiting, and what this one adds. */
export async function startRun(
  desk: Desk,
  mode: Mode,
  waiting: Waiting = new Map(),
): Promise<Run> {
  const at = desk.clock.now();
  const date = localDate(desk.market, at);
  const session = isCovered(desk.market, at)
    ? desk.market.sessionOn(date)
    : undefined;
  const ledger = await desk.books.ledger(date);
  return {
    desk,
    mode,
    at,
    date,
    session,
    ledger,
    cycleId: null,
    begun: undefined,
    waiting,
  };
}

/** The books again, after something of this run was written. */
export async function refresh(run: Run): Promise<void> {
  run.ledger = await run.desk.books.ledger(run.date);
}

/** Everything an exposure is measured from, as this run sees it. */
export function sceneOf(
  { desk, at, session, ledger }: Run,
  snapshots: ReadonlyMap<string, Snapshot>,
): Scene {
  const { market, data, broker, parameters: { rules } } = desk;
  return {
    at,
    market,
    session,
    universe: data.universe(),
    ledger,
    snapshots,
    rules,
    standing: broker.standing(),
    feed: data.feed(),
  };
}

/** Says what the run is about, and what its scan found. */
export async function describeRun(
  run: Run,
  note: string | null,
  results: readonly Omit<ScanResult, "cycleId">[] = [],
): Promise<void> {
  const cycleId = run.cycleId ?? await beginCycle(run);
  if (!run.begun) return;
  const { cycle } = run.begun;
  const found = results.map((result) => ({ ...result, cycleId }));
  run.begun = { cycle: { ...cycle, note }, found };
}

/** Puts the run itself on record, unless a decision has done so, with what a person should know. */
export async function keepRun(
  run: Run,
  alerts: readonly Alert[] = [],
): Promise<void> {
  if (!run.begun) return;
  const { cycle, found } = run.begun;
  await run.desk.books.recordCycle(cycle, found, alerts);
  run.begun = undefined;
}

/** Both at once, of a run that has no more to say of itself. */
export async function recordRun(
  run: Run,
  note: string | null = null,
  results: readonly Omit<ScanResult, "cycleId">[] = [],
  alerts: readonly Alert[] = [],
): Promise<void> {
  await describeRun(run, note, results);
  await keepRun(run, alerts);
}

/** A decision of this run, under an id of its own; on record once it is recorded or executed. */
export async function decisionOf(
  run: Run,
  symbol: string,
  action: Decision["action"],
  reasons: string[],
  refusals: Refusal[] = [],
): Promise<Decision> {
  const cycleId = run.cycleId ?? await beginCycle(run);
  const parameterVersion = run.desk.parameters.id;
  return {
    id: await nextId(run.desk, run.date),
    cycleId,
    session: run.date,
    symbol,
    action,
    reasons,
    refusals,
    parameterVersion,
    at: run.at,
  };
}

/** Puts a decision that sends nothing on record, and the run with its first one. */
export async function recordDecision(
  run: Run,
  decision: Decision,
  position?: Position,
  alerts?: readonly Alert[],
): Promise<void> {
  const { desk: { books }, begun } = run;
  await books.recordDecision(decision, position, begun, alerts);
  run.begun = undefined;
}

/** Executes a decision of this run, and puts the run on record with its first one. */
export async function executeIn(
  run: Run,
  decision: Decision,
  ticket: Ticket,
  exposure: Exposure,
): Promise<Outcome<Answer>> {
  const { desk, begun } = run;
  const outcome = await execute(desk, decision, ticket, exposure, begun);
  if (outcome.kind === "done") run.begun = undefined;
  return outcome;
}

async function beginCycle(run: Run): Promise<string> {
  const { desk, mode, at, date } = run;
  const id = run.cycleId = await nextId(desk, date);
  const cycle = { id, session: date, mode, at, note: null };
  run.begun = { cycle, found: [] };
  return id;
}
