/** Before the open: find the candidates of the day, trade nothing. @module */
import { MILLION } from "../money.ts";
import type { Desk } from "../ports.ts";
import { type Candidate, rank } from "../setups/rank.ts";
import type { ScanResult } from "../trading/cycle.ts";
import { checkBooks } from "./reconcile.ts";
import { recordRun, startRun } from "./run.ts";
import { openBooks } from "./session_books.ts";

export async function scan(desk: Desk): Promise<Candidate[]> {
  const run = await startRun(desk, "scan");
  await openBooks(run);
  const { equal, note } = await checkBooks(desk);
  const candidates = await candidatesOf(desk);
  const found = noteOf(candidates);
  const told = equal ? found : `${found}; ${note}`;
  await recordRun(run, told, candidates.map(resultOf));
  return candidates;
}

/** The universe's patterns, best first. */
export async function candidatesOf(desk: Desk): Promise<Candidate[]> {
  return rank(await desk.data.charts(), desk.parameters.setups);
}

export function resultOf(candidate: Candidate): Omit<ScanResult, "cycleId"> {
  const { symbol, rank, setup, score, pattern } = candidate;
  const scorePpm = Math.round(score * MILLION);
  return { symbol, rank, setup, scorePpm, reason: pattern.reason };
}

export function noteOf(candidates: readonly Candidate[]): string {
  const best = candidates[0];
  return best
    ? `${candidates.length} candidates, best ${best.symbol} by ${best.setup}`
    : "No candidates";
}
