/** What the practice venue writes down, it reads back: also what an earlier version wrote. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { PracticeStore } from "../core/adapters/stores/practice/store.ts";
import { us } from "../core/market/us.ts";
import { money } from "../core/money.ts";
import type { PlacedOrder } from "../core/practice/placed_order.ts";
import type { VenueKeeper } from "../core/practice/venue_keeper.ts";
import { plus } from "../core/time.ts";
import { price } from "./desk.ts";
import { freshDatabase, ignore, type TestDatabase } from "./postgres.ts";

const { open, close } = us.sessionOn("2026-01-05")!;
const ACCOUNT = { openingCash: money(1), cash: money(1), playedTo: open };

function test(
  name: string,
  work: (made: TestDatabase) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore,
    async fn() {
      const made = await freshDatabase("practice");
      try {
        await work(made);
      } finally {
        await made.drop();
      }
    },
  });
}

async function keeping(
  made: TestDatabase,
  work: (keeper: VenueKeeper) => Promise<void>,
): Promise<void> {
  const url = made.urlOf("practice");
  const opened = await openDatabase({ url, name: "test" });
  const store = await PracticeStore.open(opened, undefined);
  await work(store.keeper(us));
  await store.close();
}

const PLACED: PlacedOrder = {
  ...{ number: 1, id: "o1", symbol: "KO", side: "buy", quantity: 10 },
  ...{ type: "limit", limitPrice: price("60"), stopPrice: null },
  goodTill: "day",
  status: "accepted",
  ...{ filledQuantity: 0, filledValue: money(0), fees: money(0) },
  reason: null,
  ...{ submittedAt: open, updatedAt: open, arrivesAt: plus(open, 250) },
  cancelAsked: false,
  ...{ expiresAt: close, cancelsAt: null, droppedAt: null },
};

const KINDS: [what: string, order: Partial<PlacedOrder>][] = [
  ["limit order for the day", {}],
  ["limit order till cancelled", { goodTill: "cancelled", expiresAt: null }],
  ["market order", { type: "market", limitPrice: null }],
  ["stop", {
    ...{ type: "stop", limitPrice: null, stopPrice: price("55") },
    ...{ goodTill: "cancelled", expiresAt: null },
  }],
  ["dropped order", { droppedAt: plus(open, 500) }],
  ["order to cancel", { cancelAsked: true, cancelsAt: plus(open, 500) }],
];

test("every kind of order is read back as it was written, and as it was changed", (made) =>
  keeping(made, async (keeper) => {
    const orders = KINDS.map(([, order], i): PlacedOrder => ({
      ...PLACED,
      ...order,
      ...{ number: i + 1, id: `o${i + 1}` },
    }));
    const rest = { fills: [], holdings: [] };
    await keeper.save({ ...ACCOUNT, ...rest, orders });
    assert.deepEqual((await keeper.load())!.orders, orders);
    const dropped = { ...orders[0]!, droppedAt: plus(open, 900) };
    await keeper.save({ ...ACCOUNT, ...rest, orders: [dropped] });
    assert.deepEqual((await keeper.load())!.orders[0], dropped);
  }));

const NONSENSE: [what: string, order: Partial<PlacedOrder>][] = [
  ["a limit order without a limit", { limitPrice: null }],
  ["a market order with a limit", { type: "market" }],
  ["a stop without its price", { type: "stop", limitPrice: null }],
  ["a limit order with a stop", { stopPrice: price("55") }],
  ["an order for the day without an end", { expiresAt: null }],
  ["an end of what is good till cancelled", { goodTill: "cancelled" }],
  ["a dropped order that is over", { status: "filled", droppedAt: open }],
];

test("what cannot be is not written", (made) =>
  keeping(made, async (keeper) => {
    const rest = { fills: [], holdings: [] };
    for (const [what, order] of NONSENSE) {
      const orders = [{ ...PLACED, ...order }];
      const saving = keeper.save({ ...ACCOUNT, ...rest, orders });
      await assert.rejects(saving, /violates check constraint/, what);
    }
    assert.equal(await keeper.load(), undefined);
  }));

test("what was sold out is held no more", (made) =>
  keeping(made, async (keeper) => {
    const held = async (quantity: number) => {
      await keeper.save({
        ...{ ...ACCOUNT, orders: [], fills: [] },
        holdings: [{ symbol: "KO", quantity, cost: money(quantity) }],
      });
      return (await keeper.load())!.holdings.map(({ quantity }) => quantity);
    };
    assert.deepEqual(await held(5), [5]);
    assert.deepEqual(await held(0), []);
  }));

test("an order of before there were stops is a limit order for its day", async (made) => {
  const file = (name: string) =>
    Deno.readTextFile(new URL(`../sql/practice/${name}`, import.meta.url));
  const sql = postgres(made.ownerUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe("create schema before; set search_path = before");
  await sql.unsafe(await file("0001_venue.sql"));
  await sql.unsafe(`
    insert into accounts values ('US', 'USD', 1, 1, '2026-01-05T14:30:00Z');
    insert into orders values ('US', 1, 'o1', 'KO', 'buy', 10, 60, 'accepted',
      0, 0, 0, null, now(), now(), now(), now(), null)`);
  await sql.unsafe(await file("0002_order_types.sql"));
  const [order] = await sql`
    select type, limit_price, stop_price, good_till, dropped_at from orders`;
  await sql.end();
  assert.deepEqual({ ...order }, {
    ...{ type: "limit", limit_price: "60.000000", stop_price: null },
    ...{ good_till: "day", dropped_at: null },
  });
});
