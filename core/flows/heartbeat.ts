/** Off hours: compare the books with the venue's, close yesterday's, say so. @module */
import { coverageWarning } from "../market/coverage.ts";
import type { Desk } from "../ports.ts";
import { checkBooks } from "./reconcile.ts";
import { recordRun, startRun } from "./run.ts";
import { closeBooks } from "./session_books.ts";

export async function heartbeat(desk: Desk): Promise<void> {
  const { note } = await checkBooks(desk);
  const run = await startRun(desk, "heartbeat");
  await closeBooks(run);
  const warning = coverageWarning(desk.market, run.at);
  await recordRun(run, warning ? `${note}; ${warning}` : note);
}
