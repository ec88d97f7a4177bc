/** Opens and closes the books of a market session. @module */
import { SCAN_BEFORE_MS } from "../agents/schedule.ts";
import { equityOf } from "../risk/measure.ts";
import { plus } from "../time.ts";
import type { Run } from "./run.ts";
import { refresh } from "./run.ts";

/**
 * Opens the session's books once it is near: what the day's limit counts from.
 * An agent that only reduced because of yesterday's limit is active again;
 * what a person has set stays.
 */
export async function openBooks(run: Run): Promise<void> {
  const { desk, session, ledger, at, date } = run;
  if (!session || ledger.session || at >= session.close) return;
  if (at < plus(session.open, -SCAN_BEFORE_MS)) return;
  await closeBooks(run);
  await desk.books.openSession({
    date,
    status: "open",
    startingEquity: await equityNow(run),
    endingEquity: null,
    openedAt: at,
    closedAt: null,
  });
  if (ledger.state.cause === "day_limit") {
    const reason = `A new session, ${date}`;
    await desk.books.setState({ state: "active", cause: "start", reason, at });
  }
  await refresh(run);
}

/** Closes the books of a session that is over, with what it ended on. */
export async function closeBooks(run: Run): Promise<void> {
  const { desk, ledger, at } = run;
  const { unclosed } = ledger;
  if (!unclosed) return;
  const over = desk.market.sessionOn(unclosed.date)!.close <= at;
  if (!over) return;
  await desk.books.closeSession({
    ...unclosed,
    status: "closed",
    endingEquity: await equityNow(run),
    closedAt: at,
  });
  await refresh(run);
}

async function equityNow({ desk, ledger }: Run) {
  const symbols = ledger.positions.map(({ symbol }) => symbol);
  return equityOf(ledger, await desk.data.snapshots(symbols));
}
