/** The review before a break: what may stay over it, and what must go. */
import assert from "node:assert/strict";
import { book } from "../core/flows/book.ts";
import { close } from "../core/flows/close.ts";
import { watch } from "../core/flows/watch.ts";
import type { Technicals } from "../core/signals/technicals.ts";
import { at, price, TestDesk } from "./desk.ts";
import { order, position, report } from "./records.ts";

const BEFORE_LUNCH = at("2026-11-23T03:50:00Z");
const BEFORE_CLOSE = at("2026-11-23T07:45:00Z");

/** A strong reason to hold, and one to look again. */
const HEALTHY = { rsi: 55 };
const STRETCHED = { rsi: 76 };

async function holding(
  now: typeof BEFORE_LUNCH,
  known: Partial<Technicals>,
  shown = "400",
) {
  const test = new TestDesk({ now });
  test.show("0700", shown, known);
  await test.hold(position({ openedAt: at("2026-11-23T02:00:00Z") }));
  return test;
}

/** What a review at a moment makes of one position. */
const REVIEWS: [
  what: string,
  before: "lunch" | "close",
  known: Partial<Technicals>,
  shown: string,
  decided: string,
  trigger: string | null,
][] = [
  ["a strong reason to hold", "close", HEALTHY, "400", "hold 0700", null],
  ["no strong reason to hold", "close", {}, "400", "exit 0700", "close_review"],
  [
    "a moderate reason to hold",
    "close",
    {},
    "406",
    "exit 0700",
    "close_review",
  ],
  [
    "a strong hold and a REVIEW",
    "close",
    HEALTHY,
    "391.6",
    "exit 0700",
    "stop_loss_near",
  ],
  [
    "a strong hold and a strong exit",
    "close",
    HEALTHY,
    "388",
    "exit 0700",
    "stop_loss_hit",
  ],
  ["a REVIEW", "close", STRETCHED, "400", "exit 0700", "rsi_high"],
  ["a strong reason to hold", "lunch", HEALTHY, "400", "hold 0700", null],
  ["nothing against it", "lunch", {}, "400", "hold 0700", null],
  ["a REVIEW", "lunch", STRETCHED, "400", "exit 0700", "rsi_high"],
  ["a strong exit", "lunch", HEALTHY, "388", "exit 0700", "stop_loss_hit"],
];

for (const [what, before, known, shown, decided, trigger] of REVIEWS) {
  Deno.test(`Before ${before} a position with ${what} ${trigger ? `goes for ${trigger}` : "may stay"}`, async () => {
    const now = before === "lunch" ? BEFORE_LUNCH : BEFORE_CLOSE;
    const test = await holding(now, known, shown);
    await close(test.desk, before);
    assert.deepEqual(test.cycles(), ["close"]);
    assert.equal(test.books.cycles[0]?.note, `Review before ${before}`);
    assert.deepEqual(test.decided(), [decided]);
    assert.deepEqual(test.triggers(), trigger ? [trigger] : []);
    const stays = before === "close" && trigger === null;
    const { overnight } = test.position("p1");
    assert.equal(overnight, stays ? "2026-11-23" : null);
  });
}

Deno.test("What may stay over lunch is no reason to stay overnight", async () => {
  const test = await holding(BEFORE_LUNCH, HEALTHY);
  await close(test.desk, "lunch");
  test.now = at("2026-11-23T07:50:00Z");
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["market_closing"]);
});

Deno.test("What may stay overnight is left alone by the clock until the bell", async () => {
  const test = await holding(BEFORE_CLOSE, HEALTHY);
  await close(test.desk, "close");
  for (let minute = 46; minute < 60; minute++) {
    test.pass(1);
    await watch(test.desk);
  }
  assert.deepEqual(test.triggers(), []);
  test.now = at("2026-11-24T07:50:00Z");
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["market_closing"], "the next day counts");
});

Deno.test("What must go and was rejected is sold by the clock ten minutes before the bell", async () => {
  const test = await holding(BEFORE_CLOSE, {});
  test.answer = { status: "rejected", reason: "Try again" };
  await close(test.desk, "close");
  test.answer = { status: "accepted", brokerOrderId: "b" };
  test.pass(4);
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["close_review"]);
  test.pass(1);
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["close_review", "market_closing"]);
});

Deno.test("An exit that already works is not sent again", async () => {
  const test = await holding(BEFORE_CLOSE, {}, "388");
  await watch(test.desk);
  await close(test.desk, "close");
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
});

for (const before of ["lunch", "close"] as const) {
  Deno.test(`Before ${before} every entry that still works is withdrawn, once, and then its position goes`, async () => {
    const now = before === "lunch" ? BEFORE_LUNCH : BEFORE_CLOSE;
    const test = await holding(now, STRETCHED);
    await test.keep(
      order({ id: "p1", positionId: "p1", at: now, quantity: 200 }),
    );
    await test.keep(
      order({ id: "o2", positionId: "o2", at: now, symbol: "9988" }),
    );
    await close(test.desk, before);
    assert.deepEqual(test.cancelled, ["p1", "o2"]);
    assert.deepEqual(test.decided(), ["cancel 0700", "cancel 9988"]);
    assert.deepEqual(test.triggers(), [], "not beside its own entry");

    await book(test.desk, report("p1", "cancelled"));
    await book(test.desk, report("o2", "cancelled"));
    await close(test.desk, before);
    assert.deepEqual(test.triggers(), ["rsi_high"]);
  });
}

Deno.test("On a half-day the review is before its own bell", async () => {
  const test = await holding(at("2026-02-16T03:45:00Z"), HEALTHY);
  await close(test.desk, "close");
  assert.equal(test.position("p1").overnight, "2026-02-16");
  test.show("0700", "400");
  await test.hold(position({ openedAt: test.now }));
  test.pass(5);
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["market_closing"], "at 11:50");
});

for (
  const when of [
    "2026-11-23T04:00:00Z",
    "2026-11-23T08:00:00Z",
    "2026-11-22T07:45:00Z",
    "2028-01-05T07:45:00Z",
  ]
) {
  Deno.test(`A review at ${when}, when the market is closed, touches nothing`, async () => {
    const test = await holding(at(when), {}, "300");
    await test.keep(order());
    await close(test.desk, "close");
    assert.deepEqual(test.decided(), []);
    assert.deepEqual(test.cancelled, []);
    assert.match(test.books.cycles[0]!.note!, /closed/);
  });
}

Deno.test("A review notes the best price it saw", async () => {
  const test = await holding(BEFORE_CLOSE, HEALTHY, "410");
  await close(test.desk, "close");
  assert.equal(test.position("p1").highWatermark, price("410"));
});

Deno.test("A position without a price is named and not judged; the others are", async () => {
  const test = await holding(BEFORE_CLOSE, HEALTHY);
  await test.hold(position({ id: "p2", symbol: "9988" }));
  await close(test.desk, "close");
  assert.deepEqual(test.decided(), ["hold 0700"]);
  assert.equal(test.position("p1").overnight, "2026-11-23");
  assert.equal(test.position("p2").overnight, null);
  const [cycle] = test.books.cycles;
  assert.match(cycle!.note!, /no price of 9988: not judged/);
});
