/** Scenarios of what the vendors' words, prices and states mean, as they stand on the wire. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { bookReports } from "../core/flows/news.ts";
import { hkex } from "../core/market/hkex.ts";
import type { Market } from "../core/market/market.ts";
import { onTick } from "../core/market/on_tick.ts";
import { us } from "../core/market/us.ts";
import { vendorPrice } from "../core/market/vendor_price.ts";
import type { Price } from "../core/money.ts";
import type { ApprovedOrder } from "../core/risk/gate.ts";
import type { OrderStatus } from "../core/trading/order.ts";
import { orderSideOf, type Purpose, sideOf } from "../core/trading/side.ts";
import { until } from "./brokers/heard.ts";
import { price, TestDesk } from "./desk.ts";
import { order } from "./records.ts";
import { ENTRY } from "./tickets.ts";
import {
  alpacaVendor,
  openDVendor,
  ORDERED,
  PAID,
  type Vendor,
} from "./wired/vendors.ts";

/** Servers of both vendors' protocols, on every wire. */
const VENDORS: [name: string, stand: () => Promise<Vendor>, market: Market][] =
  [
    ["alpaca", alpacaVendor, us],
    ["opend, TCP", () => openDVendor("tcp"), hkex],
    ["opend, WebSocket", () => openDVendor("ws"), hkex],
  ];

function wireTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: true, sanitizeResources: true });
}

/** An order to leave, which waits for its turn where entries would not. */
function orderTo(
  { id }: Market,
  side: "buy" | "sell",
  limitPrice: Price,
  n = 0,
): ApprovedOrder {
  const symbol = id === "US" ? "AAPL" : "0700";
  const purpose = "exit" as const;
  const common = { id: `order-${n}`, symbol, quantity: 100 };
  return { ...ENTRY, ...common, side, purpose, limitPrice } as ApprovedOrder;
}

const WORDS: [word: string, entry: string, exit: string][] = [
  ["long", "buy", "sell"],
  ["LONG", "buy", "sell"],
  ["Buy", "buy", "sell"],
  ["bUY", "buy", "sell"],
  ["short", "sell", "buy"],
  ["Short", "sell", "buy"],
  ["SELL", "sell", "buy"],
  ["sElL", "sell", "buy"],
];

for (const [name, stand, market] of VENDORS) {
  wireTest(
    `Scenario 1. Side map: what a word means is what is on the wire, and what means nothing never gets there (${name})`,
    async () => {
      await using vendor = await stand();
      const { broker } = vendor.link;
      const send = (word: unknown, purpose: Purpose, n: number) => {
        const side = orderSideOf(sideOf(word), purpose);
        return broker.submit(orderTo(market, side, price("10"), n));
      };
      const wanted: string[] = [];
      for (const [n, [word, entry, exit]] of WORDS.entries()) {
        assert.equal((await send(word, "entry", 2 * n)).status, "accepted");
        assert.equal((await send(word, "exit", 2 * n + 1)).status, "accepted");
        wanted.push(entry, exit);
      }
      for (const word of ["BUYY", "", null, "sell ", 1]) {
        for (const purpose of ["entry", "exit"] as const) {
          assert.throws(() => send(word, purpose, 99), TypeError);
        }
      }
      assert.deepEqual(vendor.sent().map(({ side }) => side), wanted);
    },
  );
}

/** What a vendor shows, and what a buy and a sell then say. */
const US_TEXTS: [shown: number, buy: string, sell: string][] = [
  [9.050000190734863, "9.05", "9.05"],
  [27.06999969482422, "27.07", "27.07"],
  [0.98765, "0.9876", "0.9877"],
  [0.99999, "0.9999", "1.00"],
  [100, "100.00", "100.00"],
  [1.005, "1.00", "1.01"],
];

/** Prices of orders as they arrive, two for each price shown. */
async function priced(
  stand: () => Promise<Vendor>,
  market: Market,
  shown: readonly [number | string, string][],
): Promise<unknown[]> {
  await using vendor = await stand();
  for (const [n, [vendors, date]] of shown.entries()) {
    const exact = vendorPrice(vendors);
    const tick = market.tickAt(exact, date);
    for (const side of ["buy", "sell"] as const) {
      const limit = onTick(exact, tick, side === "buy" ? "floor" : "ceil");
      const id = 2 * n + (side === "buy" ? 0 : 1);
      const order = orderTo(market, side, limit, id);
      assert.equal((await vendor.link.broker.submit(order)).status, "accepted");
    }
  }
  return vendor.sent().map(({ price }) => price);
}

wireTest(
  "Scenario 2. US price: decimal text with two places, or four below a dollar, is what is sent",
  async () => {
    const today = "2026-11-23";
    const shown = US_TEXTS.map(([one]) => [one, today] as [number, string]);
    const wanted = US_TEXTS.flatMap(([, buy, sell]) => [buy, sell]);
    assert.deepEqual(await priced(alpacaVendor, us, shown), wanted);
  },
);

/** A price, a date, and the doubles that a buy and a sell send. */
const HK_DOUBLES: [string, string, buy: number, sell: number][] = [
  ["36.84", "2026-01-16", 36.84, 36.84],
  ["36.84", "2025-07-31", 36.8, 36.85],
  ["13.97", "2026-01-16", 13.97, 13.97],
  ["13.97", "2025-07-31", 13.96, 13.98],
  ["8.005", "2026-01-16", 8, 8.01],
  ["10", "2026-01-16", 10, 10],
  ["20", "2025-07-31", 20, 20],
  ["20.03", "2026-01-16", 20.02, 20.04],
  ["603.3", "2026-01-16", 603, 603.5],
];

for (const [name, stand] of VENDORS.slice(1)) {
  wireTest(
    `Scenario 3. HK ticks, dated: the double that is sent is the price on the tick of that day (${name})`,
    async () => {
      const shown = HK_DOUBLES.map(([text, date]) =>
        [text, date] as [string, string]
      );
      const wanted = HK_DOUBLES.flatMap(([, , buy, sell]) => [buy, sell]);
      assert.deepEqual(await priced(stand, hkex, shown), wanted);
    },
  );
}

/** What a vendor calls an order, how many shares it has filled, and what it then is to us. */
type Word = [state: string | number, filled: number, ours: OrderStatus];
const SOME = ORDERED / 2;
const ALPACA_WORDS: Word[] = [
  ...[
    ...["new", "accepted", "pending_new", "accepted_for_bidding", "held"],
    ...["stopped", "suspended", "calculated", "done_for_day"],
    ...["pending_cancel", "pending_replace", "invented_next_year"],
  ].flatMap((word): Word[] => [[word, 0, "accepted"], [word, SOME, "partial"]]),
  ["partially_filled", SOME, "partial"],
  ["filled", ORDERED, "filled"],
  ["filled", SOME, "partial"],
  ["canceled", 0, "cancelled"],
  ["canceled", SOME, "cancelled"],
  ["expired", SOME, "expired"],
  ["rejected", 0, "rejected"],
  ["replaced", 0, "cancelled"],
];
/** WAITING_SUBMIT 1, SUBMITTED 5, FILLED_PART 10, FILLED_ALL 11, CANCELLED_PART 14, DISABLED 22, DELETED 23 … */
const OPEND_WORDS: Word[] = [
  // These say nothing yet, so it stays what it was.
  ...[-1, 0, 1, 2, 4].map((state): Word => [state, 0, "submitting"]),
  [99, 0, "accepted"],
  [99, SOME, "partial"],
  [5, 0, "accepted"],
  [5, SOME, "partial"],
  [10, SOME, "partial"],
  [11, ORDERED, "filled"],
  [12, SOME, "partial"],
  [13, 0, "accepted"],
  [14, SOME, "cancelled"],
  [15, 0, "cancelled"],
  [3, 0, "rejected"],
  [21, 0, "rejected"],
  [22, SOME, "expired"],
  [23, 0, "cancelled"],
  [24, 0, "rejected"],
];

for (const [name, stand, market] of VENDORS) {
  const words = market === us ? ALPACA_WORDS : OPEND_WORDS;
  wireTest(
    `Scenario 8. Status map: every state of the vendor's is one of the nine, one that is new is never filled and a person is told, and a fill told twice counts once (${name})`,
    async () => {
      await using vendor = await stand();
      const agent = market === us ? devClaude : intlClaude;
      const test = new TestDesk({ agent });
      const desk = { ...test.desk, broker: vendor.link.broker };
      const symbol = market === us ? "AAPL" : "0700";
      for (const [n] of words.entries()) {
        const id = `o${n}`;
        const status = "submitting" as const;
        const common = { symbol, quantity: ORDERED, status, positionId: id };
        await test.keep(order({ ...common, id, brokerOrderId: null }));
      }
      for (const [n, [state, filled]] of words.entries()) {
        for (const _ of ["once", "twice"]) {
          await vendor.tell(`o${n}`, state, filled);
        }
      }
      // What is told last is heard last.
      await test.keep(order({ id: "last", symbol, quantity: ORDERED }));
      await vendor.tell("last", market === us ? "canceled" : 15, 0);
      await until(
        () => test.books.orders.get("last")?.status === "cancelled",
        async () => void await bookReports(desk),
      );
      assert.deepEqual(
        words.map((
          [state],
          n,
        ) => [state, test.books.orders.get(`o${n}`)?.status]),
        words.map(([state, , ours]) => [state, ours]),
      );
      const unread = words.flatMap(([state, shares], n) =>
        [99, "invented_next_year"].includes(state) ||
          state === "filled" && shares < ORDERED
          ? [`o${n}`]
          : []
      );
      const told = test.books.operator.alerts.filter(({ kind }) =>
        kind === "order_state"
      );
      assert.deepEqual(
        new Set(told.map(({ message }) => /order (o\d+) /.exec(message)?.[1])),
        new Set(unread),
      );
      const filled = words.filter(([, shares]) => shares > 0);
      assert.equal(test.books.fills.length, filled.length);
      for (const { value, quantity } of test.books.fills) {
        assert.equal(value, quantity * PAID * 1e6);
      }
    },
  );
}
