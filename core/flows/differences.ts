/** In what the books differ from what the venue says. @module */
import type { Market } from "../market/market.ts";
import { brief, type Price } from "../money.ts";
import type { BrokerAccount, Ledger } from "../ports.ts";
import { SECOND_MS } from "../time.ts";
import {
  isLive,
  isProtective,
  type ListedOrder,
  type Order,
  type OrderReport,
} from "../trading/order.ts";
import type { Difference } from "../trading/reconciliation.ts";
import { shareDifferences } from "./share_differences.ts";

/** Books and venue, as they were read one after the other. */
export interface Sides {
  ledger: Ledger;
  account: BrokerAccount;
  /** Every order the venue lists. */
  listed: readonly ListedOrder[];
  /** Of them, those that are not in the books. */
  strangers: readonly ListedOrder[];
  /** What was told of orders that are neither listed nor in the books. */
  unlisted: readonly OrderReport[];
  /** Live orders of the books that the venue neither lists nor finds. */
  missing: readonly Order[];
  /** Last prices of what the venue tells no cost of, as far as known. */
  prices: ReadonlyMap<string, Price>;
}

/** A difference before anything was done about it. */
export interface Found {
  /** What it is about, the same whenever it is seen again. */
  key: string;
  difference: Difference;
  /** Whether nothing may be entered while it is there. */
  blocks: boolean;
  /**
   * How long it must be seen the same, in machine time, before the books follow
   * the venue; null if they never do by themselves.
   */
  settlesAfterMs: number | null;
}

/** How long cash must differ by the same amount. */
const CASH_MS = 10 * SECOND_MS;

/** Shares by symbol, orders, cash. */
export function differencesOf(
  sides: Sides,
  market: Pick<Market, "currency">,
): Found[] {
  const shares = shareDifferences(sides);
  const orders = [
    ...sides.missing.map(missingOrder),
    ...sides.strangers.filter(matters).map(foreignOrder),
    ...sides.unlisted.map(unlistedOrder),
  ];
  const moving = shares.some(({ blocks }) => blocks) ||
    sides.ledger.orders.some((order) => isLive(order) && !rests(order, sides));
  const cash = cashDifference(sides, market, moving);
  return cash ? [...shares, ...orders, cash] : [...shares, ...orders];
}

/** What a stranger's order is called: by our kind of id where it has one. */
export function nameOf({ orderId, brokerOrderId }: ListedOrder): string {
  return orderId ?? brokerOrderId;
}

/** The key of a difference about one order. */
export function orderKey(name: string): string {
  return `order ${name}`;
}

/** Whether it does anything here: one that ended without a share did not. */
export function matters(order: ListedOrder): boolean {
  return works(order) || order.cumulativeQuantity > 0;
}

export function works({ status }: Pick<ListedOrder, "status">): boolean {
  return status === "accepted" || status === "partial";
}

/** An order of unknown fate counts in full and keeps its own symbol; others are as if promised. */
function missingOrder({ id, symbol, side, quantity, status }: Order): Found {
  const unknown = status === "unknown";
  const what = `order ${id} (${side} ${quantity} ${symbol})`;
  const text = unknown
    ? `${what} is of unknown fate`
    : `${what} is ${status} in the books, and the venue knows no such order`;
  return {
    key: orderKey(id),
    difference: {
      kind: "unknown",
      subject: "order",
      symbol,
      orderId: id,
      books: status,
      venue: null,
      text,
    },
    blocks: !unknown,
    settlesAfterMs: null,
  };
}

function foreignOrder(order: ListedOrder): Found {
  const { symbol, side, quantity } = order;
  const name = nameOf(order);
  return foreign(
    order,
    symbol,
    name,
    `${name} (${side} ${quantity} ${symbol})`,
  );
}

/** What was told of an order that is neither ours nor listed. */
export function unlistedOrder(report: OrderReport): Found {
  return foreign(report, null, report.orderId, report.orderId);
}

function foreign(
  order: Pick<OrderReport, "status" | "cumulativeQuantity">,
  symbol: string | null,
  orderId: string,
  what: string,
): Found {
  return {
    key: orderKey(orderId),
    difference: {
      kind: "foreign",
      subject: "order",
      symbol,
      orderId,
      books: null,
      venue: `${order.status}, ${order.cumulativeQuantity} filled`,
      text: `order ${what} is not ours: another system trades this account`,
    },
    blocks: works(order),
    settlesAfterMs: null,
  };
}

/** A stop that the venue lists as the books have it: it has moved nothing. */
function rests(order: Order, { listed }: Sides): boolean {
  return isProtective(order) &&
    listed.some((theirs) =>
      theirs.orderId === order.id && works(theirs) &&
      theirs.cumulativeQuantity === order.filledQuantity
    );
}

/** @param moving Whether what is under way may still explain it. */
function cashDifference(
  { ledger, account }: Sides,
  { currency }: Pick<Market, "currency">,
  moving: boolean,
): Found | undefined {
  const found = (books: string, venue: string, text: string): Found => ({
    key: "cash",
    difference: {
      kind: "unknown",
      subject: "cash",
      symbol: null,
      orderId: null,
      books,
      venue,
      text,
    },
    blocks: true,
    settlesAfterMs: null,
  });
  if (account.currency !== currency) {
    const text =
      `cash in ${currency} in the books, in ${account.currency} at the venue`;
    return found(currency, account.currency, text);
  }
  if (account.cash === ledger.cash) return;
  const [books, venue] = [brief(ledger.cash), brief(account.cash)];
  const text = `cash ${books} in the books, ${venue} at the venue`;
  return {
    ...found(books, venue, text),
    settlesAfterMs: moving ? null : CASH_MS,
  };
}
