/** The venue is the truth: books that do not equal it enter nothing. @module */
import { localDate } from "../market/sessions.ts";
import { brief } from "../money.ts";
import { type BrokerAccount, BrokerUnavailable, type Desk } from "../ports.ts";
import type { Ledger } from "../ports.ts";
import { isLive } from "../trading/order.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { bookReports } from "./news.ts";
import { lookUp, resolve } from "./recover.ts";

/** Looks until a difference is one: what fills meanwhile is told a moment later. */
const LOOKS_MAX = 4;

export interface Reconciled {
  equal: boolean;
  /** For the record, in words. */
  note: string;
}

/**
 * Compares cash and shares with the venue's, to the millionth. A difference is
 * told to a person, and only exits are sent until the books are equal again;
 * what an operator has set is never touched.
 *
 * @throws {BrokerUnavailable} If the venue's side could not be read.
 */
export async function reconcile(desk: Desk): Promise<Reconciled> {
  const { account, ledger, differences } = await compared(desk);
  if (differences.length > 0) {
    const why = differences.map(({ text }) => text);
    for (const text of why) await warn(desk, text);
    const note = `Books differ from the venue's: ${why.join("; ")}`;
    await block(desk, ledger, note);
    return { equal: false, note };
  }
  await lift(desk, ledger);
  const { length } = ledger.positions;
  const held = `${length} ${length === 1 ? "position" : "positions"}`;
  const note = `Books equal the venue's: cash ${brief(account.cash)}, ${held}`;
  return { equal: true, note };
}

/** The same while at work: a failed read also keeps entries out until the next that equals. */
export async function checkBooks(desk: Desk): Promise<Reconciled> {
  try {
    await resolve(desk);
    return await reconcile(desk);
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    const note = `Books were not compared with the venue's: ${error.message}`;
    await warn(desk, note);
    await block(desk, await ledgerOf(desk), note);
    return { equal: false, note };
  }
}

interface Compared {
  account: BrokerAccount;
  ledger: Ledger;
  differences: Difference[];
}

/**
 * The venue's side is read first: whatever it counts already and has not told
 * yet is asked for order by order, and then both sides are looked at again.
 */
async function compared(desk: Desk): Promise<Compared> {
  for (let look = 1;; look++) {
    const account = await desk.broker.account();
    await bookReports(desk);
    const ledger = await ledgerOf(desk);
    const differences = differencesOf(ledger, account, desk.market);
    if (differences.length === 0 || look === LOOKS_MAX) {
      return { account, ledger, differences };
    }
    const symbols = differences.map(({ symbol }) => symbol);
    for (const order of ledger.orders) {
      if (order.status === "intent") continue;
      if (isLive(order) || symbols.includes(order.symbol)) {
        await lookUp(desk, order.id);
      }
    }
  }
}

/** Keeps entries out, unless something else does already. */
async function block(
  { books, clock }: Desk,
  { state: { state, cause, reason: before } }: Ledger,
  reason: string,
): Promise<void> {
  const ours = cause === "reconciliation";
  if (state !== "active" && (!ours || before === reason)) return;
  const at = clock.now();
  await books.setState({
    state: "reducing",
    cause: "reconciliation",
    reason,
    at,
  });
}

async function lift({ books, clock }: Desk, { state }: Ledger): Promise<void> {
  if (state.cause !== "reconciliation" || state.state === "active") return;
  const reason = "Books equal the venue's again";
  const at = clock.now();
  await books.setState({
    state: "active",
    cause: "reconciliation",
    reason,
    at,
  });
}

function warn({ books }: Desk, message: string): Promise<void> {
  return books.alert({ severity: "critical", kind: "reconciliation", message });
}

function ledgerOf({ books, market, clock }: Desk): Promise<Ledger> {
  return books.ledger(localDate(market, clock.now()));
}
