/** What must be true of books and venue when a day is over. */
import type { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import { written } from "../../core/money.ts";
import { isLive, type Order } from "../../core/trading/order.ts";
import type { Floor, PlacedOrder } from "../../workers/practice/floor.ts";
import type { Side } from "./sides.ts";

export interface Held {
  floor: Floor;
  books: MemoryBooks;
  /** By client id, how often it was sent. */
  attempts: ReadonlyMap<string, number>;
  side: Side;
  /** Whether the process died: the next one cannot know what the last one asked. */
  died: boolean;
}

/** Everything that is wrong, in words. */
export async function heldAgainst(held: Held): Promise<string[]> {
  return [
    ...sentTwice(held),
    ...ordersThatDiffer(held),
    ...holdingsThatDiffer(held),
    ...rowsOfNoFill(held),
    ...limitsExceeded(held),
  ];
}

function sentTwice({ attempts }: Held): string[] {
  return [...attempts].filter(([, times]) => times > 1)
    .map(([id, times]) => `${id} was sent ${times} times`);
}

/** Neither side may know an order that the other does not, or know it otherwise. */
function ordersThatDiffer({ floor, books }: Held): string[] {
  const wrong: string[] = [];
  for (const placed of floor.orders()) {
    const ours = books.orders.get(placed.id);
    if (!ours) wrong.push(`${placed.id} is at the venue and not in the books`);
    else if (!isSame(ours, placed)) {
      wrong.push(
        `${placed.id} is ${ours.status} ${ours.filledQuantity} in the books, ${placed.status} ${placed.filledQuantity} at the venue`,
      );
    }
  }
  for (const order of books.orders.values()) {
    const known = floor.order(order.id);
    if (known || order.status === "rejected" || order.status === "expired") {
      continue;
    }
    // Nobody knows of one that never arrived; its fate stays unknown.
    if (order.status === "unknown") continue;
    // A stop that the venue has dropped is on record as cancelled.
    if (order.type === "stop" && order.status === "cancelled") continue;
    wrong.push(`${order.id} is ${order.status} and not at the venue`);
  }
  return wrong;
}

function isSame(ours: Order, theirs: PlacedOrder): boolean {
  if (ours.filledQuantity !== theirs.filledQuantity) return false;
  if (ours.filledValue !== theirs.filledValue) return false;
  const works = theirs.status === "accepted" || theirs.status === "partial";
  return works === isLive(ours) &&
    (works || ours.status === theirs.status || ours.status === "cancelled");
}

function holdingsThatDiffer({ floor, books }: Held): string[] {
  const { cash, holdings } = floor.state();
  const wrong: string[] = [];
  if (cash !== books.cash) {
    wrong.push(`cash ${written(books.cash)}, ${written(cash)} at the venue`);
  }
  const ours = new Map<string, number>();
  for (const { symbol, quantity } of books.positions.values()) {
    if (quantity > 0) ours.set(symbol, (ours.get(symbol) ?? 0) + quantity);
  }
  for (const symbol of new Set([...ours.keys(), ...holdings.keys()])) {
    const [a, b] = [ours.get(symbol) ?? 0, holdings.get(symbol)?.quantity ?? 0];
    if (a !== b) wrong.push(`${symbol} ${a}, ${b} at the venue`);
  }
  return wrong;
}

/** A read that failed or lied must have changed nothing: only fills move the books. */
function rowsOfNoFill({ books }: Held): string[] {
  return books.journal.filter(({ kind }) => kind === "adjustment")
    .map(({ body }) => `adjusted: ${JSON.stringify(body)}`);
}

const ALLOWED: Record<string, number> = {
  orders: 15,
  changes: 20,
  refreshes: 10,
  trading: 200,
  data: 200,
};

function limitsExceeded({ side, died }: Held): string[] {
  return Object.entries(side.limits())
    .filter(([kind]) => !died || kind !== "refreshes")
    .filter(([kind, most]) => most > (ALLOWED[kind] ?? Infinity))
    .map(([kind, most]) => `${most} ${kind} in one window`);
}
