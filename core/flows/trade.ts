/** One trade run: candidates → size → gate → orders, and a reason for each that is not. @module */
import { onTick } from "../market/on_tick.ts";
import { MILLION, type Price, written } from "../money.ts";
import type { Refusal } from "../outcome.ts";
import type { Desk, Ledger, Snapshot } from "../ports.ts";
import type { Exposure } from "../risk/exposure.ts";
import { measure } from "../risk/measure.ts";
import { sizeOf } from "../risk/sizing.ts";
import type { Candidate } from "../setups/rank.ts";
import { isLive } from "../trading/order.ts";
import { orderSideOf } from "../trading/side.ts";
import { reaching } from "./judge.ts";
import {
  decisionOf,
  describeRun,
  executeIn,
  keepRun,
  recordDecision,
  recordRun,
  refresh,
  type Run,
  sceneOf,
  startRun,
} from "./run.ts";
import { candidatesOf, noteOf, resultOf } from "./scan.ts";
import { openBooks } from "./session_books.ts";

/** Rules make candidates of one side only; what a short would need exists below them. */
const SIDE = "long";

/** Looks at the best candidates, enters what fits, and says why the others were left. */
export async function trade(desk: Desk): Promise<void> {
  const run = await startRun(desk, "trade");
  if (!run.session || desk.market.phaseAt(run.at) !== "regular") {
    await recordRun(run, "The market is closed: nothing to trade");
    return;
  }
  await openBooks(run);
  const candidates = await candidatesOf(desk);
  await describeRun(run, noteOf(candidates), candidates.map(resultOf));
  for (const candidate of await chosen(desk, candidates)) {
    const why = await consider(run, candidate);
    if (why.length === 0) continue;
    const reasons = [`${candidate.setup}: ${candidate.pattern.reason}`];
    const { symbol } = candidate;
    const skip = await decisionOf(run, symbol, "skip", reasons, why);
    await recordDecision(run, skip);
  }
  await keepRun(run);
}

/** The best of those good enough; Claude may reorder them, not add to them. */
async function chosen(
  desk: Desk,
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  const { minScore, maxCandidates } = desk.agent.entry;
  const good = candidates.filter(({ score }) => score >= minScore);
  if (good.length === 0) return [];
  const advice = await desk.mind.rank(good);
  const ordered = advice === "no advice"
    ? good
    : advice.flatMap((index) => good[index] ?? []);
  return ordered.slice(0, maxCandidates);
}

/** Enters `candidate`, or answers why not. */
async function consider(run: Run, candidate: Candidate): Promise<Refusal[]> {
  const { desk, ledger } = run;
  const { symbol } = candidate;
  const taken = takenBy(ledger, symbol);
  if (taken) return [{ code: "SYMBOL_HELD", message: `${symbol} ${taken}` }];
  const symbols = [...ledger.positions.map((p) => p.symbol), symbol];
  const snapshots = await desk.data.snapshots(symbols);
  const snapshot = snapshots.get(symbol)!;
  const early = notReached(candidate, snapshot, desk.agent.entry.maxBelow);
  if (early) return [early];
  const wanted = reaching(snapshot.price, desk.agent.entry.reach);
  const tick = desk.market.tickAt(wanted, run.date, symbol);
  const limitPrice = onTick(wanted, tick, "floor");
  const exposure = measure(sceneOf(run, snapshots), symbol, limitPrice);
  const side = orderSideOf(SIDE, "entry");
  const size = sizeOf(
    symbol,
    limitPrice,
    exposure,
    desk.agent.limits,
    (value, shares) => desk.market.feesOf(side, value, shares, run.date),
  );
  if (size.kind === "refused") return size.refusals;
  return await enter(run, candidate, snapshot, exposure, {
    quantity: size.value,
    limitPrice,
  });
}

/**
 * What stands in the way of another position in `symbol`; undefined if nothing.
 * A cancelled entry may still fill late, and one symbol must not become two
 * positions.
 */
function takenBy(
  { positions, orders }: Ledger,
  symbol: string,
): string | undefined {
  if (positions.some((position) => position.symbol === symbol)) {
    return "is held";
  }
  const here = orders.filter((order) => order.symbol === symbol);
  if (here.some(isLive)) return "is on order";
  const cancelled = here.some(({ purpose, status }) =>
    purpose === "entry" && status === "cancelled"
  );
  if (cancelled) return "had an entry cancelled this session";
}

/** A pattern is entered where it says, or a little below: not on the hope of it. */
function notReached(
  { symbol, pattern }: Candidate,
  { price }: Snapshot,
  maxBelow: number,
): Refusal | undefined {
  if (price >= pattern.entry * (1 - maxBelow)) return;
  const entry = written(Math.round(pattern.entry) as Price);
  const message = `${symbol} is at ${written(price)}, its entry at ${entry}`;
  return { code: "ENTRY_NOT_REACHED", message };
}

async function enter(
  run: Run,
  { symbol, setup, pattern }: Candidate,
  { technicals }: Snapshot,
  exposure: Exposure,
  size: { quantity: number; limitPrice: Price },
): Promise<Refusal[]> {
  const { desk } = run;
  const decision = await decisionOf(run, symbol, "entry", [
    `${setup}: ${pattern.reason}`,
  ]);
  const { relativeVolume } = technicals;
  const outcome = await executeIn(
    run,
    decision,
    {
      id: decision.id,
      positionId: decision.id,
      session: run.date,
      symbol,
      side: orderSideOf(SIDE, "entry"),
      purpose: "entry",
      positionSide: SIDE,
      trigger: setup,
      type: "limit",
      ...size,
      stopPrice: null,
      entryVolumePpm: Number.isNaN(relativeVolume)
        ? null
        : Math.round(relativeVolume * MILLION),
      parameterVersion: desk.parameters.id,
    },
    exposure,
  );
  await refresh(run);
  return outcome.kind === "refused" ? outcome.refusals : [];
}
