/** What the books promise of orders and fills. @module */
import assert from "node:assert/strict";
import { money } from "../../core/money.ts";
import { cents, changeBy, decisionOf, intent, report } from "./samples.ts";
import {
  all,
  claimed,
  intended,
  LATER,
  leave,
  type Promises,
  session,
  tell,
} from "./store_samples.ts";

export const ORDER_PROMISES: Promises = {
  async "writing an intent down twice is once"({ books, journal }) {
    const order = await intended(books);
    await books.claim(order.id);
    const rows = (await journal()).length;
    await books.recordIntent(decisionOf(order), { ...order, quantity: 100 });
    const kept = await books.order(order.id);
    assert.deepEqual([kept?.status, kept?.quantity], ["submitting", 200]);
    assert.equal((await journal()).length, rows);
  },

  async "an order comes back as it was written"({ books }) {
    const order = intent({
      entryVolumePpm: 1_500_000,
      side: "sell",
      positionSide: "short",
    });
    await books.recordIntent(decisionOf(order), order);
    assert.deepEqual(await books.order(order.id), order);
    assert.equal(await books.order("a-2"), undefined);
    assert.equal(await books.position("a-1"), undefined);
  },

  async "an order is found with its position, or before it has one"({ books }) {
    assert.equal(await books.orderWithPosition("a-1"), undefined);
    const order = await claimed(books);
    const submitting = { ...order, status: "submitting" as const };
    assert.deepEqual(
      await books.orderWithPosition(order.id),
      { order: submitting, position: undefined },
    );
    const told = report(order, "partial", 50, cents(4185));
    const { after, booked } = await tell(books, told);
    assert.deepEqual(
      await books.orderWithPosition(order.id),
      { order: after, position: booked?.position },
    );
    await leave(books);
    const ledger = await books.ledger(order.session);
    const { id } = ledger.orders.find(({ purpose }) => purpose === "exit")!;
    const found = (await books.orderWithPosition(id))!;
    assert.deepEqual(found.position, await books.position(order.id));
    assert.equal(found.order.status, "filled");
  },

  async "of all who claim an intent one wins"({ books }) {
    const { id } = await intended(books);
    const claims = await Promise.all([1, 2, 3, 4].map(() => books.claim(id)));
    assert.deepEqual(claims.filter(Boolean), [true]);
    assert.equal(await books.claim(id), false);
    assert.equal((await books.order(id))?.status, "submitting");
    assert.equal(await books.claim("a-2"), false);
  },

  async "an answer moves what is being sent, once"({ books }) {
    const { id } = await claimed(books);
    await books.recordAnswer(id, { status: "unknown", reason: "Timed out" });
    await books.recordAnswer(id, { status: "rejected", reason: "No" });
    const { status, reason } = (await books.order(id))!;
    assert.deepEqual([status, reason], ["unknown", "Timed out"]);
  },

  async "an answer after a report has no effect"({ books, journal }) {
    const order = await claimed(books);
    await tell(books, report(order, "partial", 50, cents(4185)));
    const before = await books.order(order.id);
    const rows = (await journal()).length;
    await books.recordAnswer(order.id, { status: "rejected", reason: "No" });
    assert.deepEqual(await books.order(order.id), before);
    assert.equal((await journal()).length, rows);
  },

  async "a fill, its order, its position and the cash are one"({ books }) {
    const order = await claimed(books);
    const { after, booked } = await tell(
      books,
      report(order, "partial", 50, cents(4185)),
    );
    assert.deepEqual(await books.order(order.id), after);
    assert.deepEqual(await books.position("a-1"), booked?.position);
    const { cash, positions } = await books.ledger(order.session);
    assert.equal(cash, money(95_814_000_000));
    assert.deepEqual(positions, [booked?.position]);
    await leave(books);
    assert.equal((await books.ledger(order.session)).cash, money(99_813e6));
  },

  async "a report on an order that moved meanwhile throws and writes nothing"(
    { books, journal },
  ) {
    const order = await claimed(books);
    const told = report(order, "partial", 50, cents(4185));
    const moved = (await books.order(order.id))!;
    for (const stale of [intent(), { ...moved, filledQuantity: 10 }]) {
      const { after, booked } = changeBy(stale, told, undefined);
      const before = await all(books, journal);
      await assert.rejects(books.recordReport(stale, after, booked));
      await assert.rejects(books.recordReport(stale, after));
      assert.deepEqual(await all(books, journal), before);
    }
  },

  async "a fill of a position that moved meanwhile throws and writes nothing"(
    { books, journal },
  ) {
    const order = await claimed(books);
    await tell(books, report(order, "partial", 50, cents(4185)));
    const told = report(order, "filled", order.quantity, cents(4185));
    const moved = (await books.order(order.id))!;
    const held = (await books.position("a-1"))!;
    const before = await all(books, journal);
    for (const seen of [undefined, { ...held, quantity: 40 }]) {
      const { after, booked } = changeBy(moved, told, seen);
      await assert.rejects(books.recordReport(moved, after, booked));
      assert.deepEqual(await all(books, journal), before);
    }
  },

  async "of two writers with the same fill one writes it"({ books }) {
    const { id } = await claimed(books);
    const before = (await books.order(id))!;
    const told = report(before, "partial", 50, cents(4185));
    const { after, booked } = changeBy(before, told, undefined);
    const both = await Promise.allSettled([
      books.recordReport(before, after, booked),
      books.recordReport(before, after, booked),
    ]);
    const statuses = both.map(({ status }) => status).sort();
    assert.deepEqual(statuses, ["fulfilled", "rejected"]);
    assert.equal((await books.position("a-1"))?.quantity, 50);
  },

  async "only an intent expires unsent"({ books, journal }) {
    const order = await intended(books);
    await books.expireIntent(order.id, "Never sent");
    const { status, reason } = (await books.order(order.id))!;
    assert.deepEqual([status, reason], ["expired", "Never sent"]);
    assert.equal(await books.claim(order.id), false);
    const sent = await claimed(books, "a-2");
    const rows = (await journal()).length;
    await books.expireIntent(sent.id, "Never sent");
    await books.recordAnswer(sent.id, { status: "unknown", reason: "?" });
    await books.expireIntent(sent.id, "Never sent");
    assert.equal((await books.order(sent.id))?.status, "unknown");
    assert.equal((await journal()).length, rows + 1);
  },

  async "that a cancel was asked for stays with the order"({ books }) {
    const order = await claimed(books);
    await books.recordCancelAsked(order.id, LATER);
    await tell(books, report(order, "cancelled"));
    const { cancelAskedAt, status } = (await books.order(order.id))!;
    assert.deepEqual([cancelAskedAt, status], [LATER, "cancelled"]);
  },

  async "no number is given twice"({ books }) {
    const { date } = session();
    const numbers = await Promise.all(
      Array.from({ length: 50 }, () => books.nextNumber(date)),
    );
    numbers.push(await books.nextNumber(date));
    assert.equal(new Set(numbers).size, 51);
    assert(numbers.every((number) => Number.isSafeInteger(number)));
    assert.equal(Math.max(...numbers), numbers.at(-1));
  },
};
