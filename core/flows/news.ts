/** What the venue tells: booked, and named where it is not ours. @module */
import type { Desk } from "../ports.ts";
import { book } from "./book.ts";
import { recordRun, startRun } from "./run.ts";

/**
 * Books what is new; an order that is not ours is put on record by name and
 * told to a person, never adopted. Answers whether there was anything.
 */
export async function bookReports(desk: Desk): Promise<boolean> {
  const reports = await desk.broker.reports();
  for (const report of reports) {
    const outcome = await book(desk, report);
    if (outcome.kind === "done") continue;
    const { message } = outcome.refusals[0]!;
    const run = await startRun(desk, "watch");
    await recordRun(run, message);
    const kind = "foreign_order";
    await desk.books.alert({ severity: "critical", kind, message });
  }
  return reports.length > 0;
}
