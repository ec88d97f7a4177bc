/** Reports of one order in every order of arrival: the books end the same. */
import assert from "node:assert/strict";
import { MemoryBooks } from "../core/adapters/stores/memory.ts";
import { book } from "../core/flows/book.ts";
import type { Order, OrderReport } from "../core/trading/order.ts";
import type { Position } from "../core/trading/position.ts";
import { amount, TestDesk } from "./desk.ts";
import { permutations } from "./order_life/stories.ts";
import { order, position, report } from "./records.ts";

const { desk } = new TestDesk();
const CASH = amount("1000000");
const [ENTRY, EXIT] = [
  order({ quantity: 200, filledQuantity: 0 }),
  order({
    ...{ purpose: "exit", side: "sell", positionId: "p1" },
    quantity: 200,
  }),
];
/** 200 shares for 16,740.000001: its share of the cost is never a whole number. */
const HELD = position({ quantity: 200, cost: amount("16740.000001") });

const TAKEN = report("o1", "accepted");
const SOME = report("o1", "partial", 50, "4185");
const MORE = report("o1", "partial", 120, "10110");
const WHOLE = report("o1", "filled", 200, "16890");
const CANCELLED = report("o1", "cancelled", 50, "4185");
const CANCELLED_LATE = report("o1", "cancelled", 120, "10110");
const EXPIRED = report("o1", "expired", 50, "4185");
const REJECTED = report("o1", "rejected");

/** How an order ends, whatever came first. */
interface End {
  status: Order["status"];
  filled: number;
  /** Shares held then. */
  held: number;
}

const STORIES: [
  story: string,
  order: Order,
  reports: OrderReport[],
  end: End,
][] = [
  [
    "an entry that fills in three, all told twice",
    ENTRY,
    [TAKEN, SOME, SOME, MORE, MORE, WHOLE, WHOLE],
    { status: "filled", filled: 200, held: 200 },
  ],
  [
    "an entry cancelled after two fills, and told to work once more",
    ENTRY,
    [TAKEN, TAKEN, SOME, MORE, CANCELLED_LATE, CANCELLED_LATE, SOME],
    { status: "cancelled", filled: 120, held: 120 },
  ],
  [
    "an entry whose second fill comes after its cancel",
    ENTRY,
    [TAKEN, SOME, CANCELLED, MORE, CANCELLED, MORE, TAKEN],
    { status: "cancelled", filled: 120, held: 120 },
  ],
  [
    "an entry that was cancelled too late, and is whole",
    ENTRY,
    [TAKEN, SOME, CANCELLED, MORE, WHOLE, WHOLE, CANCELLED],
    { status: "filled", filled: 200, held: 200 },
  ],
  [
    "an entry of unknown fate that expires with what it had",
    { ...ENTRY, status: "unknown", brokerOrderId: null },
    [TAKEN, SOME, SOME, EXPIRED, EXPIRED, TAKEN],
    { status: "expired", filled: 50, held: 50 },
  ],
  [
    "an entry that is taken and then rejected",
    { ...ENTRY, status: "submitting", brokerOrderId: null },
    [TAKEN, TAKEN, REJECTED, REJECTED, REJECTED, TAKEN],
    { status: "rejected", filled: 0, held: 0 },
  ],
  [
    "an entry that is called rejected and fills all the same",
    ENTRY,
    [TAKEN, REJECTED, SOME, MORE, WHOLE, REJECTED, WHOLE],
    { status: "filled", filled: 200, held: 200 },
  ],
  [
    "an exit that fills in three",
    EXIT,
    [TAKEN, SOME, MORE, WHOLE, WHOLE, MORE, TAKEN],
    { status: "filled", filled: 200, held: 0 },
  ],
];

/** The books once `reports` came in that order. */
async function endOf(first: Order, reports: readonly OrderReport[]) {
  const books = new MemoryBooks(CASH);
  const decision = {
    ...{ id: first.id, cycleId: "c", session: first.session, at: first.at },
    ...{ symbol: first.symbol, action: first.purpose, reasons: [] },
    ...{ refusals: [], parameterVersion: "v" },
  };
  const held = first.purpose === "exit" ? HELD : undefined;
  await books.recordDecision({ ...decision, id: "held" }, held);
  await books.recordIntent(decision, first);
  for (const one of reports) await book({ ...desk, books }, one);
  const position = books.positions.get(first.positionId);
  return { order: books.orders.get(first.id)!, position, cash: books.cash };
}

/** All but the best price seen: what was seen first is the one thing arrival decides. */
function said(
  { position, ...rest }: { position: Position | undefined },
): string {
  const { highWatermark: _, ...settled } = position ?? HELD;
  return JSON.stringify({ ...rest, position: position && settled });
}

for (const [story, first, reports, end] of STORIES) {
  const orders = permutations(reports);
  Deno.test(`All ${orders.length} orders of arrival end the same: ${story}`, async () => {
    const expected = await endOf(first, reports);
    const { order: { status, filledQuantity }, position } = expected;
    assert.deepEqual(
      { status, filled: filledQuantity, held: position?.quantity ?? 0 },
      end,
    );
    for (const arrival of orders) {
      const ended = await endOf(first, arrival);
      assert.equal(
        said(ended),
        said(expected),
        arrival.map(({ status, cumulativeQuantity }) =>
          `${status} ${cumulativeQuantity}`
        ).join(", "),
      );
    }
  });
}
