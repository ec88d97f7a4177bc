/** Before the open: find the candidates of the day, trade nothing. @module */
import { MILLION } from "../money.ts";
import { BrokerUnavailable, type Desk } from "../ports.ts";
import { type Candidate, rank } from "../setups/rank.ts";
import type { Alert } from "../trading/alert.ts";
import type { ScanResult } from "../trading/cycle.ts";
import { crossCheck } from "./cross_check.ts";
import { checkBooks } from "./reconcile.ts";
import { recordRun, startRun } from "./run.ts";
import { openBooks } from "./session_books.ts";

/** How the market was seen by the scans so far; in memory alone. */
export interface Sight {
  /** Scans in a row without a candidate. */
  empty: number;
}

/** So many scans in a row without a candidate are no calm market. */
const EMPTY_MAX = 3;

/**
 * Finds the candidates of the day, on lots, price steps and hours as the venue
 * has them today. Nothing found may mean that nothing is seen: a scan that sees
 * too little, or nothing too often, says so and tells a person.
 */
export async function scan(
  desk: Desk,
  sight: Sight = { empty: 0 },
): Promise<Candidate[]> {
  const run = await startRun(desk, "scan");
  await takeFacts(desk);
  await openBooks(run);
  await crossCheck(desk);
  const { equal, note } = await checkBooks(desk);
  const candidates = await candidatesOf(desk);
  sight.empty = candidates.length > 0 ? 0 : sight.empty + 1;
  const blind = blindness(desk, sight);
  const found = blind ? `Blind: ${blind}` : noteOf(candidates);
  const told = equal ? found : `${found}; ${note}`;
  const alerts = blind ? [alertOf(`The scan is blind: ${blind}`)] : [];
  await recordRun(run, told, candidates.map(resultOf), alerts);
  return candidates;
}

/** Facts that could not be read stay those of yesterday. */
async function takeFacts({ data, books }: Desk): Promise<void> {
  try {
    await data.refresh();
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    const message = `Lots and price steps are not today's: ${error.message}`;
    await books.alert({ severity: "warning", kind: "market_facts", message });
  }
}

/** Why what was not found may be there all the same; undefined if the market is seen. */
function blindness({ data }: Desk, { empty }: Sight): string | undefined {
  const { seen, of } = data.feed();
  if (seen < of / 2) return `bars of ${seen} of ${of} symbols came`;
  if (empty >= EMPTY_MAX) return `${EMPTY_MAX} scans in a row found nothing`;
}

function alertOf(message: string): Alert {
  return { severity: "critical", kind: "scanner_blind", message };
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
