/** Things for the API to tell, written through the real books. @module */
import type { Database } from "../../core/adapters/stores/database.ts";
import { sealAll } from "../../core/adapters/stores/sealer.ts";
import type { PostgresBooks } from "../../core/adapters/stores/trading/books.ts";
import type { Position } from "../../core/trading/position.ts";
import { cents, decisionOf, intent, report } from "../order_life/samples.ts";
import { cycle, session, tell } from "../order_life/store_samples.ts";

/** An open session with a cycle to decide in. */
export async function begin(books: PostgresBooks): Promise<void> {
  await books.openSession(session());
  await books.recordCycle(cycle("c-1"), []);
}

/** Buys 50 of `symbol` for 4,185 under order `id`. */
export async function buy(
  books: PostgresBooks,
  id: string,
  symbol: string,
): Promise<Position> {
  const order = intent({ id, symbol, quantity: 50 });
  await books.recordIntent(decisionOf(order), order);
  await books.claim(id);
  const told = report(order, "filled", 50, cents(4185));
  return (await tell(books, told)).booked!.position;
}

/** Sells all of position `id` for 4,000 under order `by`. */
export async function sell(
  books: PostgresBooks,
  id: string,
  by: string,
): Promise<void> {
  const { quantity, symbol } = (await books.position(id))!;
  const order = intent({
    id: by,
    positionId: id,
    symbol,
    side: "sell",
    purpose: "exit",
    quantity,
  });
  await books.recordIntent(decisionOf(order), order);
  await books.claim(by);
  await tell(books, report(order, "filled", quantity, cents(4000)));
}

/** Seals all there is, also while transactions of other tests are in the way. */
export async function seal(database: Database): Promise<void> {
  for (let left = "1"; left !== "0";) {
    await sealAll(database);
    [{ left }] = await database.read((sql) =>
      sql<[{ left: string }]>`
        select count(*) as left from ops.journal j, ops.seal_head h
        where (j.xid, j.id) > (h.xid, h.id)`
    );
  }
}
