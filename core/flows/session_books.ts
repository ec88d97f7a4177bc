/** Opens and closes the books of a market session. @module */
import { SCAN_BEFORE_MS } from "../agents/schedule.ts";
import type { Money } from "../money.ts";
import { equityOf, unpricedOf } from "../risk/measure.ts";
import { plus } from "../time.ts";
import { checkBooks } from "./reconcile.ts";
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
  const startingEquity = await equityNow(run);
  if (startingEquity === null) return;
  await desk.books.openSession({
    date,
    status: "open",
    startingEquity,
    endingEquity: null,
    openedAt: at,
    closedAt: null,
  });
  if (ledger.state.cause === "day_limit") {
    const reason = `A new session, ${date}`;
    await desk.books.setState({ state: "active", cause: "start", reason, at });
    // A difference found meanwhile was only told: the limit kept entries out.
    await checkBooks(desk);
  }
  await refresh(run);
}

/** Closes the books of a session that is over, with what it ended on. */
export async function closeBooks(run: Run): Promise<void> {
  const { desk, ledger, at } = run;
  const { unclosed } = ledger;
  if (!unclosed) return;
  const over = desk.market.sessionOn(unclosed.date)!.close <= at;
  const endingEquity = over ? await equityNow(run) : null;
  if (endingEquity === null) return;
  await desk.books.closeSession({
    ...unclosed,
    status: "closed",
    endingEquity,
    closedAt: at,
  });
  await refresh(run);
}

/** Null while a holding has no price: the next run tries again, and nothing is entered before. */
async function equityNow({ desk, ledger }: Run): Promise<Money | null> {
  const symbols = ledger.positions.map(({ symbol }) => symbol);
  const snapshots = await desk.data.snapshots(symbols);
  if (unpricedOf(ledger, snapshots).length > 0) return null;
  return equityOf(ledger, snapshots);
}
