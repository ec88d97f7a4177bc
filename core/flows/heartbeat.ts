/** Off hours: close yesterday's books, look after what nobody else does, say so. @module */
import { coverageWarning } from "../market/coverage.ts";
import type { Desk } from "../ports.ts";
import { resolve } from "./recover.ts";
import { recordRun, startRun } from "./run.ts";
import { closeBooks } from "./session_books.ts";

export async function heartbeat(desk: Desk): Promise<void> {
  await resolve(desk);
  const run = await startRun(desk, "heartbeat");
  await closeBooks(run);
  await recordRun(run, coverageWarning(desk.market, run.at) ?? null);
}
