/** Sides and scenarios of orders: what is sent, what is written, what it ends in. */
import assert from "node:assert/strict";
import { MemoryBooks } from "../core/adapters/stores/memory.ts";
import { book } from "../core/flows/book.ts";
import { execute } from "../core/flows/execute.ts";
import { recover } from "../core/flows/recover.ts";
import type { Desk } from "../core/ports.ts";
import { Venue } from "../core/practice/venue.ts";
import { plus } from "../core/time.ts";
import {
  type Answer,
  openQuantity,
  type OrderReport,
} from "../core/trading/order.ts";
import { entryPrice } from "../core/trading/position.ts";
import { orderSideOf, sideOf } from "../core/trading/side.ts";
import { AT, cents, intent, report, ticketOf } from "./order_life/samples.ts";
import {
  ANSWERS,
  endOf,
  type Event,
  permutations,
  STORIES,
} from "./order_life/stories.ts";
import { choiceOf, SCENE } from "./order_life/trader.ts";

const CASES: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.toUpperCase(),
  (word) => word[0]!.toUpperCase() + word.slice(1),
  (word) => word.slice(0, -1) + word.at(-1)!.toUpperCase(),
  (word) => word.replace(/.(.?)/g, (two, b) => two[0] + b.toUpperCase()),
  (word) => word.replace(/(.)(.?)/g, (_, a, b) => a.toUpperCase() + b),
];
const MEANINGS = [
  ["long", "long", "buy", "sell"],
  ["buy", "long", "buy", "sell"],
  ["short", "short", "sell", "buy"],
  ["sell", "short", "sell", "buy"],
] as const;

for (const [word, side, entry, exit] of MEANINGS) {
  Deno.test(`Scenario 1. Side map: "${word}" in any case is ${side}, entered by a ${entry}, left by a ${exit}`, () => {
    for (const written of CASES.map((cased) => cased(word))) {
      assert.equal(sideOf(written), side, written);
      assert.equal(orderSideOf(sideOf(written), "entry"), entry, written);
      assert.equal(orderSideOf(sideOf(written), "exit"), exit, written);
    }
  });
}

for (const written of ["BUYY", "", null]) {
  Deno.test(`Scenario 1. Side map: ${JSON.stringify(written)} raises, whatever is asked of it`, () => {
    const wrong = { name: "TypeError", message: /^Cannot tell side from / };
    assert.throws(() => sideOf(written), wrong);
    assert.throws(() => orderSideOf(sideOf(written), "entry"), wrong);
    assert.throws(() => orderSideOf(sideOf(written), "exit"), wrong);
  });
}

Deno.test("Scenario 1. Side map: nothing else is taken for a side", () => {
  for (
    const text of [
      " long",
      "buy ",
      "b",
      "exit",
      "longs",
      "ＢＵＹ",
      "constructor",
    ]
  ) {
    assert.throws(() => sideOf(text), TypeError, text);
  }
  for (const value of [undefined, 1, true, ["long"], { side: "long" }]) {
    assert.throws(() => sideOf(value), TypeError);
  }
});

Deno.test("Scenario 6. Order before position: accepted, then timed out, it is looked up at restart and never sent again", async () => {
  let now = plus(SCENE.start, 600_000), submits = 0;
  const venue = new Venue(SCENE.market, SCENE.agent.paperCash);
  const broker: Desk["broker"] = {
    capabilities: { stops: false, fillsPushed: true },
    async submit(order): Promise<Answer> {
      submits++;
      assert.equal(
        venue.submit({ ...order, goodTill: "day" }, now).status,
        "accepted",
      );
      return { status: "unknown", reason: "Timed out after 10 s" };
    },
    cancel: async () => assert.fail("Nothing asked for a cancel"),
    account: async () => assert.fail("Nothing asked for the account"),
    reports: async () => venue.takeNews(),
    find: async (id) => venue.reportOf(id),
    orders: async () => assert.fail("Nothing asked for the orders"),
    standing: () => ({ connected: true, reason: null, reconnects: 0 }),
    day: async () => assert.fail("Nothing asked for the day"),
  };
  const books = new MemoryBooks(SCENE.agent.paperCash);
  const clock = { now: () => now, until: async () => true };
  const machine = { now: () => 0 };
  const sightings = new Map();
  const desk: Desk = { ...SCENE, clock, machine, books, broker, sightings };
  const ticket = ticketOf({
    symbol: "S1",
    quantity: 20,
    limitPrice: cents(83.7),
  });
  const { decision, exposure } = await choiceOf(desk, ticket);

  const outcome = await execute(desk, decision, ticket, exposure);
  assert.equal(outcome.kind, "done");
  assert.equal((await books.order("a-1"))?.status, "unknown");
  assert.equal(books.positions.size, 0);

  now = plus(now, 60_000);
  await recover({ ...desk });
  assert.equal((await books.order("a-1"))?.status, "accepted");
  assert.equal((await books.order("a-1"))?.brokerOrderId, "practice-a-1");
  assert.equal(books.positions.size, 0);
  assert.deepEqual([submits, venue.working.length], [1, 1]);

  const print = { open: 83e6, high: 83e6, low: 83e6, volume: 10_000 };
  venue.match("S1", print, now, plus(now, 60_000));
  for (const told of await broker.reports()) await book(desk, told);
  assert.equal(books.positions.get("a-1")?.quantity, 20);
  assert.equal(books.cash, venue.cash);
});

Deno.test("Scenario 7. Partial and late fill: 100 at 83.70 and, after the timeout, 100 at 85.20 are one position of 200 at 84.45", async () => {
  const { books, order, hear } = await accepted();
  await hear(report(order, "partial", 100, cents(8370)));
  assert.equal((await books.order(order.id))?.status, "partial");
  await books.recordCancelAsked(order.id, plus(AT, 30_000));
  const whole = report(order, "filled", 200, cents(16_890));
  await hear({ ...whole, at: plus(AT, 45_000) });
  const [position, ...others] = books.positions.values();
  assert.deepEqual(others, []);
  assert.equal(position?.quantity, 200);
  assert.equal(entryPrice(position!), cents(84.45));
  assert.equal((await books.order(order.id))?.status, "filled");
});

Deno.test("Scenario 7. Partial and late fill: cancelled after 100, the position is 100 and the rest is cancelled", async () => {
  const { books, order, hear } = await accepted();
  await hear(report(order, "partial", 100, cents(8370)));
  await hear(report(order, "cancelled", 100, cents(8370)));
  const after = (await books.order(order.id))!;
  assert.equal(after.status, "cancelled");
  assert.equal(openQuantity(after), 0);
  assert.equal(books.positions.get(order.id)?.quantity, 100);
});

/** Books with one order that the venue works, and a way to tell them of it. */
async function accepted() {
  const books = new MemoryBooks(SCENE.agent.paperCash);
  const order = intent();
  const broker = { capabilities: { stops: false, fillsPushed: true } };
  const desk = { ...SCENE, books, broker } as unknown as Desk;
  await books.recordIntent({ id: order.id } as never, order);
  await books.claim(order.id);
  await books.recordAnswer(order.id, {
    status: "accepted",
    brokerOrderId: `venue-${order.id}`,
  });
  return { books, order, hear: (told: OrderReport) => book(desk, told) };
}

for (const [story, reports] of Object.entries(STORIES)) {
  Deno.test(`Answer and reports of an order ${story} end in one state in every order of arrival`, () => {
    const ends = ANSWERS.flatMap((answer) =>
      permutations<Event>([answer, ...reports]).map(endOf)
    );
    assert(ends.length > 1);
    for (const end of ends) assert.deepEqual(end, ends[0]);
  });
}
