/** Scenarios of orders and their stops over the vendor's wire: real flows, real adapters, the venue unkind. */
import assert from "node:assert/strict";
import { bookReports } from "../core/flows/news.ts";
import { checkBooks } from "../core/flows/reconcile.ts";
import { recover } from "../core/flows/recover.ts";
import { trade } from "../core/flows/trade.ts";
import { entryPrice } from "../core/trading/position.ts";
import { amount, price } from "./desk.ts";
import { both, steady } from "./wired/both.ts";
import { entered } from "./wired/entered.ts";
import { codesOf, working } from "./wired/seen.ts";
import { LOT, type Stage, stage } from "./wired/stage.ts";

both(
  "Scenario 4. Lots and cap: what the books hold is what the venue filled, not what was ordered",
  // A tenth of a minute's volume: one lot.
  steady(84, 10 * LOT),
  async (on, symbol) => {
    const { desk, work } = await on.life();
    const { id } = await entered(desk, symbol, 5 * LOT, 85);
    await on.pass(130);
    await desk.broker.cancel(id);
    await work(90);
    const { filledQuantity, filledValue, status } = on.floor.order(id)!;
    assert.ok(filledQuantity > 0 && filledQuantity < 5 * LOT);
    assert.equal(status, "cancelled");
    const { quantity, cost } = on.books.positions.get(id)!;
    assert.deepEqual([quantity, cost], [filledQuantity, filledValue]);
    const held = on.floor.state().holdings.get(symbol)!;
    assert.equal(quantity, held.quantity);
    assert.equal(on.books.cash, on.floor.state().cash);
  },
);

for (const fault of ["lost_ack", "late_arrival"] as const) {
  both(
    `Scenario 6. Order before position: after ${fault} the order is on record, asked for at the restart, and never sent again`,
    steady(84),
    async (on) => {
      const first = await on.life();
      on.mischief.set(fault, { times: 1 });
      await trade(first.desk);
      const [order, ...others] = on.books.orders.values();
      assert.deepEqual(others, []);
      assert.equal(order?.status, "unknown");
      assert.equal(on.books.positions.size, 0);
      await first.end();
      await on.pass(fault === "late_arrival" ? 125 : 1);
      const { desk } = await on.life();
      await recover(desk);
      await trade(desk);
      const { id } = order!;
      assert.notEqual(on.books.orders.get(id)?.status, "unknown");
      assert.ok(on.books.orders.get(id)?.brokerOrderId);
      await on.pass(125);
      await bookReports(desk);
      await checkBooks(desk);
      assert.deepEqual([...on.attempts], [[id, 1]]);
      assert.deepEqual(on.floor.orders().map((one) => one.id), [id]);
      assert.equal(on.books.orders.get(id)?.status, "filled");
      assert.equal(on.books.positions.size, 1);
      assert.equal(on.books.cash, on.floor.state().cash);
    },
  );
}

/** 100 for 83.70 in the minute after it was sent, the next 100 for 85.20. */
const halves = (_: string, minute: number) => ({
  open: minute <= 11 ? 83.7 : 85.2,
  volume: 10 * LOT,
});

both(
  "Scenario 7. Partial and late fill: 100 at 83.70 and 100 at 85.20 later are one position of 200 at 84.45",
  halves,
  async (on, symbol, venue) => {
    const { desk, work } = await on.life();
    // It is withdrawn, for no stop may rest beside it; that comes too late.
    on.mischief.set("refuse_cancel");
    const { id } = await entered(desk, symbol, 2 * LOT, 86);
    await work(125);
    assert.equal(on.books.orders.get(id)?.status, "partial");
    assert.equal(on.books.positions.get(id)?.quantity, LOT);
    await work(60);
    on.mischief.clear();
    await work(30);
    assert.equal(on.books.orders.get(id)?.status, "filled");
    const [position, ...others] = on.books.positions.values();
    assert.deepEqual(others, []);
    assert.equal(position!.quantity, 2 * LOT);
    assert.equal(entryPrice(position!), price("84.45"));
    const stops = venue === "alpaca" ? ["sell 200 stop 81.92"] : [];
    assert.deepEqual(working(on.floor), stops);
    const protectedBy = venue === "alpaca" ? "venue" : "software";
    assert.equal(position!.protection, protectedBy);
  },
);

both(
  "Scenario 7. Partial and late fill: cancelled after 100, the position is 100 and the rest is cancelled",
  halves,
  async (on, symbol, venue) => {
    const { desk, work } = await on.life();
    const { id } = await entered(desk, symbol, 2 * LOT, 84);
    await work(121);
    await desk.broker.cancel(id);
    await work(30);
    const { status, filledQuantity } = on.books.orders.get(id)!;
    assert.deepEqual([status, filledQuantity], ["cancelled", LOT]);
    assert.equal(on.books.positions.get(id)?.quantity, LOT);
    const stops = venue === "alpaca" ? ["sell 100 stop 81.19"] : [];
    assert.deepEqual(working(on.floor), stops);
  },
);

/** When things happened at the venue, in milliseconds of market time. */
function timesOf(on: Stage): [string, number][] {
  const times: [string, number][] = [];
  on.floor.listen({
    onOrder({ side, type, status }) {
      times.push([`${side} ${type} ${status}`, on.now()]);
    },
  });
  return times;
}

/** A third of a minute off, so that fills and comparisons do not meet. */
const CPB = { venue: "alpaca", symbols: ["CPB"], from: 10 + 1 / 3 } as const;

Deno.test("Scenario 9. Protection verified: within ten seconds of the fill the venue shows a live stop for all of it", () =>
  stage({ ...CPB, draw: steady(84) }, async (on) => {
    const { desk, work } = await on.life();
    const times = timesOf(on);
    const { id } = await entered(desk, "CPB", 200, 85);
    await work(135);
    const at = new Map(times);
    const took = at.get("sell stop accepted")! - at.get("buy limit filled")!;
    assert.ok(took <= 10_000, `${took} ms`);
    const [stop, ...others] = on.floor.orders().filter((one) => one.id !== id);
    assert.deepEqual(others, []);
    const { type, status, quantity, stopPrice, goodTill } = stop!;
    assert.deepEqual(
      { type, status, quantity, stopPrice, goodTill },
      {
        ...{ type: "stop", status: "accepted", quantity: 200 },
        ...{ stopPrice: price("81.48"), goodTill: "cancelled" },
      },
    );
    assert.equal(on.books.positions.get(id)?.protection, "venue");
    assert.deepEqual(on.books.operator.alerts, []);
  }));

Deno.test("Scenario 9. Protection verified: a stop that is taken and dropped is placed again by the agent itself", () =>
  stage({ ...CPB, draw: steady(84) }, async (on) => {
    const { desk, work } = await on.life();
    on.mischief.set("drop_stop", { times: 1 });
    const { id } = await entered(desk, "CPB", 200, 85);
    await work(140);
    assert.equal(on.mischief.counts().drop_stop, 1);
    assert.deepEqual(working(on.floor), ["sell 200 stop 81.48"]);
    const triggers = [...on.books.orders.values()].map((one) => one.trigger);
    assert.deepEqual(triggers.slice(1), ["protective_stop", "protective_stop"]);
    assert.equal(on.books.positions.get(id)?.protection, "venue");
    assert.deepEqual(on.books.operator.alerts, []);
  }));

Deno.test("Scenario 9. Protection verified: dropped again, the position is flattened, and one alert told", () =>
  stage({ ...CPB, draw: steady(84) }, async (on) => {
    const { desk, work } = await on.life();
    on.mischief.set("drop_stop");
    const { id } = await entered(desk, "CPB", 200, 85);
    await work(300);
    assert.equal(on.books.positions.get(id)?.status, "closed");
    assert.equal(on.floor.state().holdings.get("CPB")?.quantity ?? 0, 0);
    const triggers = [...on.books.orders.values()].map((one) => one.trigger);
    assert.deepEqual(triggers.slice(1), [
      "protective_stop",
      "protective_stop",
      "unprotected",
    ]);
    assert.deepEqual(codesOf(on.books), ["protection"]);
    assert.equal(on.books.cash, on.floor.state().cash);
  }));

/** Bought at 30, from 15:26 on at +9.42 %; the review is at 15:45. */
const gained = (_: string, minute: number) => ({
  open: minute < 356 ? 30 : 32.826,
  volume: 100_000,
});
const LATE = { ...CPB, draw: gained, from: 350 };

Deno.test("Scenario 10. Close with held shares: the stop is cancelled, that is confirmed, then all is sold at its price", () =>
  stage(LATE, async (on) => {
    const { desk, work } = await on.life();
    const { id } = await entered(desk, "CPB", 200, 30.5);
    await work(24 * 60);
    // It has followed the price.
    assert.deepEqual(working(on.floor), ["sell 200 stop 31.85"]);
    const times = timesOf(on);
    await work(4 * 60);
    assert.deepEqual(times.map(([what]) => what), [
      "sell stop accepted", // asked to be cancelled
      "sell stop cancelled",
      "sell limit accepted",
      "sell limit filled",
    ]);
    const { status, realizedPnl, fees } = on.books.positions.get(id)!;
    assert.equal(status, "closed");
    assert.equal(realizedPnl, amount("564"), "(32.82 − 30) × 200");
    assert.equal(on.books.cash, on.floor.state().cash);
    assert.equal(on.books.cash - desk.agent.paperCash, 564e6 - fees);
    const exit = [...on.books.orders.values()].at(-1)!;
    assert.equal(exit.trigger, "profit_target_reached");
    assert.deepEqual(on.books.operator.alerts, []);
  }));

Deno.test("Scenario 10. Close with held shares: a cancel refused three times is told, and the stop stays", () =>
  stage(LATE, async (on) => {
    const { desk, work } = await on.life();
    const { id } = await entered(desk, "CPB", 200, 30.5);
    await work(24 * 60);
    on.mischief.set("refuse_cancel");
    const meanwhile = async () => {
      await on.pass(90);
      assert.deepEqual(codesOf(on.books), ["close"]);
      const asks = [...on.books.orders.values()].map((one) => one.cancelAsks);
      assert.equal(Math.max(...asks), 3);
      assert.deepEqual(working(on.floor), ["sell 200 stop 31.85"]);
      assert.equal(on.books.positions.get(id)?.status, "open");
      // Once the venue does as it is asked, all goes its way.
      on.mischief.clear();
    };
    await Promise.all([work(6 * 60), meanwhile()]);
    assert.equal(on.books.positions.get(id)?.status, "closed");
    assert.equal(on.books.cash, on.floor.state().cash);
  }));
