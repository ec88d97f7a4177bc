/** What `kill` does at a venue that is slow, fails, fills meanwhile, and forgets nothing. */
import assert from "node:assert/strict";
import { kill, type KillLevel } from "../core/flows/kill.ts";
import { money } from "../core/money.ts";
import {
  BrokerUnavailable,
  type Liquidator,
  type VenuePosition,
} from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import type { ListedOrder } from "../core/trading/order.ts";

/** An account as a venue keeps it: cancels take a moment, shares of working sells are held. */
class Account implements Liquidator {
  readonly shares = new Map<string, number>();
  readonly orders: ListedOrder[] = [];
  readonly reduced: string[] = [];
  /** Reads that fail before one succeeds. */
  failing = 0;
  /** Market orders that are refused before one is taken. */
  refusing = 0;
  /** Cancels that come to nothing. */
  deaf = 0;
  /** Shares that one look lets trade. */
  depth = Infinity;
  #cancelling: string[] = [];

  order(id: string, over: Partial<ListedOrder>): this {
    this.orders.push({
      orderId: id,
      brokerOrderId: `b-${id}`,
      status: "accepted",
      cumulativeQuantity: 0,
      cumulativeValue: money(0),
      executionId: null,
      reason: null,
      at: 0 as Instant,
      symbol: "AAPL",
      side: "buy",
      quantity: 100,
      type: "limit",
      ...over,
    });
    return this;
  }

  async working(): Promise<ListedOrder[]> {
    this.#read();
    return [...this.orders];
  }

  async cancel(id: string): Promise<void> {
    if (this.deaf-- > 0) throw new BrokerUnavailable("Cannot cancel: 500");
    this.#cancelling.push(id);
  }

  async positions(): Promise<ReadonlyMap<string, VenuePosition>> {
    this.#read();
    return new Map(
      [...this.shares].filter(([, quantity]) => quantity !== 0)
        .map(([symbol, quantity]) => {
          const available = Math.abs(quantity) - this.#held(symbol);
          return [symbol, { quantity, available, cost: null }];
        }),
    );
  }

  async reduce(id: string, symbol: string, side: "buy" | "sell", n: number) {
    if (this.refusing-- > 0) {
      return { status: "rejected" as const, reason: "closed" };
    }
    this.reduced.push(`${side} ${n} ${symbol}`);
    this.order(id, { symbol, side, quantity: n, type: "market" });
    return { status: "accepted" as const, brokerOrderId: `b-${id}` };
  }

  /** A moment at the venue: cancels arrive, market orders trade. */
  async pass(): Promise<void> {
    for (const id of this.#cancelling.splice(0)) this.#end(id);
    for (const order of [...this.orders]) {
      if (order.type !== "market") continue;
      const held = this.shares.get(order.symbol) ?? 0;
      const n = Math.min(order.quantity, this.depth);
      this.shares.set(order.symbol, held + (order.side === "buy" ? n : -n));
      order.quantity -= n;
      if (order.quantity === 0) this.#end(order.brokerOrderId);
    }
  }

  #end(id: string): void {
    const i = this.orders.findIndex(({ brokerOrderId }) =>
      brokerOrderId === id
    );
    if (i >= 0) this.orders.splice(i, 1);
  }

  #held(symbol: string): number {
    return this.orders.filter((order) => order.symbol === symbol)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  }

  #read(): void {
    if (this.failing-- > 0) throw new BrokerUnavailable("Cannot read: 503");
  }
}

async function killed(account: Account, level: KillLevel) {
  const lines: string[] = [];
  const done = await kill({
    liquidator: account,
    stamp: "x",
    tell: (line) => lines.push(line),
    pause: () => account.pass(),
  }, level);
  return { done, lines };
}

function traded(): Account {
  const account = new Account();
  account.shares.set("AAPL", 200).set("GE", -50);
  return account.order("1", {})
    .order("2", { side: "sell", quantity: 200, type: "stop" })
    .order("3", { symbol: "GE", side: "sell", type: "stop" });
}

Deno.test("Level 2 cancels what works and leaves the stops that protect", async () => {
  const account = traded();
  const { done, lines } = await killed(account, 2);
  assert.ok(done);
  assert.deepEqual(account.orders.map(({ orderId }) => orderId), ["2"]);
  assert.match(lines.at(-1)!, /^No order works but 1 stops/);
  assert.deepEqual(account.reduced, []);
});

Deno.test("Level 3 cancels all, then sells what is long and buys back what is short", async () => {
  const account = traded();
  const { done, lines } = await killed(account, 3);
  assert.ok(done);
  assert.deepEqual(account.orders, []);
  assert.deepEqual(account.reduced, ["sell 200 AAPL", "buy 50 GE"]);
  assert.deepEqual([...account.shares.values()], [0, 0]);
  assert.equal(lines.at(-1), "No share is held");
});

Deno.test("Reads that fail, cancels that fail and refusals are told and tried again", async () => {
  const account = traded();
  Object.assign(account, { failing: 3, deaf: 2, refusing: 2 });
  const { done, lines } = await killed(account, 3);
  assert.ok(done);
  assert.deepEqual([...account.shares.values()], [0, 0]);
  assert.ok(lines.includes("Cannot read: 503"));
  assert.ok(lines.includes("Cannot cancel: 500"));
});

Deno.test("Shares that leave slowly are not sold twice, and never below zero", async () => {
  const account = traded();
  account.depth = 60;
  assert.ok((await killed(account, 3)).done);
  assert.deepEqual([...account.shares.values()], [0, 0]);
});

Deno.test("A venue that does not do it is told so, and it is no success", async () => {
  const account = traded();
  account.deaf = Infinity;
  const { done, lines } = await killed(account, 2);
  assert.equal(done, false);
  assert.match(lines.at(-1)!, /^Orders still work after 30 looks/);
  const closed = new Account();
  closed.shares.set("AAPL", 10);
  closed.refusing = Infinity;
  const three = await killed(closed, 3);
  assert.equal(three.done, false);
  assert.equal(three.lines.filter((line) => /rejected/.test(line)).length, 3);
});
