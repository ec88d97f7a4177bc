/** The venue is the truth: books that do not equal it enter nothing. @module */
import { localDate } from "../market/sessions.ts";
import { BrokerUnavailable, type Desk, type Sighting } from "../ports.ts";
import type { Instant } from "../time.ts";
import type { OrderReport } from "../trading/order.ts";
import { adjustmentAlert, adjustmentOf } from "./adjust.ts";
import { calendarDifference } from "./cross_check.ts";
import {
  differencesOf,
  type Found,
  type Sides,
  unlistedOrder,
} from "./differences.ts";
import { nextId } from "./next_id.ts";
import { ledgerOf, readSides } from "./sides.ts";
import { isSettled, sighted } from "./sightings.ts";
import {
  alertsOf,
  failureOf,
  reconciliationOf,
  stateAfter,
} from "./verdict.ts";

export interface Reconciled {
  /** Nothing differs, not even by what is not ours. */
  equal: boolean;
  /** For the record, in words. */
  note: string;
}

/** What is looked at again soon when the venue could not be read. */
const UNREAD = "venue";

/**
 * Compares orders, shares and cash with the venue's, to the millionth. What
 * differs is told to a person, and only exits are sent until it is settled: by
 * a report, or because the venue said the same often and long enough, and then
 * the books follow it by an adjustment on record. A venue that cannot be read
 * changes nothing, and keeps entries out until the next time.
 *
 * @param strangers What was told of orders that are not ours.
 */
export async function checkBooks(
  desk: Desk,
  strangers: readonly OrderReport[] = [],
): Promise<Reconciled> {
  const told = [...strangers];
  try {
    return await settle(desk, await readSides(desk, told));
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return await fail(desk, error, told);
  }
}

async function settle(desk: Desk, sides: Sides): Promise<Reconciled> {
  const { sightings: before, machine, clock, market, books } = desk;
  const [now, at] = [machine.now(), clock.now()];
  const calendar = calendarDifference(before);
  const found = [...differencesOf(sides, market), ...calendar];
  const sightings = sighted(before, found, now);
  const settled = new Set(
    found.filter((one) => isSettled(one, sightings.get(one.key), now)),
  );
  await follow(desk, sides, settled, sightings, at);
  const findings = { found, settled };
  const reconciliation = reconciliationOf(sides, findings, at);
  const state = stateAfter(sides.ledger, reconciliation);
  const alerts = alertsOf(findings, sides.ledger, before);
  await books.recordReconciliation(reconciliation, {
    ...(state && { state }),
    alerts,
  });
  before.clear();
  for (const [key, sighting] of sightings) {
    if (!found.some((one) => one.key === key && settled.has(one))) {
      before.set(key, sighting);
    }
  }
  const { note, differences } = reconciliation;
  return { equal: differences.length === 0, note };
}

/** Makes the books equal the venue's in what is settled; an orphan that is gone leaves nothing to do. */
async function follow(
  desk: Desk,
  sides: Sides,
  settled: ReadonlySet<Found>,
  sightings: ReadonlyMap<string, Sighting>,
  at: Instant,
): Promise<void> {
  const adjusted = [];
  const session = localDate(desk.market, at);
  for (const one of settled) {
    if (one.difference.kind === "orphan") continue;
    const { reads, since } = sightings.get(one.key)!;
    const forMs = desk.machine.now() - since;
    const id = await nextId(desk, session);
    const occasion = { id, session, at, reads, forMs };
    adjusted.push(adjustmentOf(one, sides, occasion));
  }
  if (adjusted.length === 0) return;
  const alerts = adjusted.map(({ adjustment }) =>
    adjustmentAlert(adjustment, sides.account)
  );
  await desk.books.adjust(adjusted, alerts);
}

/** No row changes but the comparison's own; told once until it can be read again. */
async function fail(
  desk: Desk,
  { message }: BrokerUnavailable,
  strangers: readonly OrderReport[],
): Promise<Reconciled> {
  const { books, clock, machine, sightings } = desk;
  const ledger = await ledgerOf(desk);
  const reconciliation = failureOf(ledger, message, clock.now());
  const before = sightings.get(UNREAD);
  const isNew = !before || ledger.state.state === "active";
  const state = isNew ? stateAfter(ledger, reconciliation) : undefined;
  const found = strangers.map(unlistedOrder);
  const alerts = alertsOf({ found, settled: new Set() }, ledger, sightings);
  const { note } = reconciliation;
  if (!before) {
    alerts.push({
      severity: "critical",
      kind: "reconciliation",
      message: note,
    });
  }
  await books.recordReconciliation(reconciliation, {
    ...(state && { state }),
    alerts,
  });
  const { since, reads } = before ?? { since: machine.now(), reads: 0 };
  sightings.set(UNREAD, { text: note, since, reads: reads + 1 });
  return { equal: false, note };
}
