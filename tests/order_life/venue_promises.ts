/** What the books promise of protection, of adjustments and of comparisons with the venue. @module */
import assert from "node:assert/strict";
import { money } from "../../core/money.ts";
import type { Adjusted, TradingStore } from "../../core/ports.ts";
import type { Adjustment } from "../../core/trading/adjustment.ts";
import type { Alert } from "../../core/trading/alert.ts";
import type { StateChange } from "../../core/trading/cycle.ts";
import type { Position } from "../../core/trading/position.ts";
import type { Reconciliation } from "../../core/trading/reconciliation.ts";
import { AT, cents, DATE, decisionOf, intent, report } from "./samples.ts";
import {
  claimed,
  cycle,
  LATER,
  leave,
  monitorOf,
  type Opened,
  opened,
  type Promises,
  session,
  tell,
} from "./store_samples.ts";

const ALERT: Alert = { severity: "critical", kind: "a", message: "b" };

const REDUCING: StateChange = {
  state: "reducing",
  cause: "reconciliation",
  reason: "x",
  at: LATER,
};

/** Nothing differs, unless `change` says otherwise. */
export function compared(
  change: Partial<Reconciliation> = {},
): Reconciliation {
  return {
    at: AT,
    outcome: "equal",
    note: "Books equal the venue's",
    matched: 3,
    differences: [],
    orphans: [],
    ...change,
  };
}

export function adjustmentOf(change: Partial<Adjustment>): Adjustment {
  return {
    id: "d-1",
    kind: "position",
    session: DATE,
    symbol: null,
    positionId: null,
    quantity: 0,
    cost: money(0),
    cash: money(0),
    reason: "The venue said so twice",
    at: LATER,
    ...change,
  };
}

/** `before` with other shares and cost. */
export function adjusted(
  before: Position,
  quantity: number,
  cost: number,
): Adjusted {
  const position: Position = {
    ...before,
    quantity,
    cost: money(cost * 1e6),
    realizedPnl: quantity < before.quantity ? null : before.realizedPnl,
    status: quantity === 0 ? "closed" : "open",
    closedAt: quantity === 0 ? LATER : null,
  };
  const adjustment = adjustmentOf({
    symbol: before.symbol,
    positionId: before.id,
    quantity: quantity - before.quantity,
    cost: money(position.cost - before.cost),
  });
  return { adjustment, before, position };
}

/** A holding of 30 shares of NEW for 300 that is adopted as a-7. */
export function adoption(like: Position): Adjusted {
  const position: Position = {
    ...like,
    id: "a-7",
    symbol: "NEW",
    quantity: 30,
    cost: money(300_000_000),
    fees: money(0),
    setup: "adopted",
    openedAt: LATER,
  };
  const adjustment = adjustmentOf({
    id: "d-7",
    kind: "adoption",
    symbol: "NEW",
    positionId: "a-7",
    quantity: 30,
    cost: position.cost,
  });
  return { adjustment, position };
}

async function kinds({ journal }: Opened, from: number): Promise<string[]> {
  return (await journal()).slice(from).map(({ kind, id }) => `${kind} ${id}`);
}

const ledgerOf = (books: TradingStore) => books.ledger(DATE);

export const VENUE_PROMISES: Promises = {
  async "an order that is no limit comes back as it was written"({ books }) {
    await opened(books);
    const exit = { side: "sell", purpose: "exit", positionId: "a-1" } as const;
    for (
      const order of [
        intent({
          ...exit,
          id: "a-2",
          type: "stop",
          limitPrice: null,
          stopPrice: cents(80),
        }),
        intent({ ...exit, id: "a-3", type: "market", limitPrice: null }),
      ]
    ) {
      await books.recordIntent(decisionOf(order), order);
      assert.deepEqual(await books.order(order.id), order);
    }
  },

  async "each ask to cancel is counted"({ books }) {
    const { id } = await claimed(books);
    await books.recordCancelAsked(id, AT);
    await books.recordCancelAsked(id, LATER);
    const { cancelAsks, cancelAskedAt } = (await books.order(id))!;
    assert.deepEqual([cancelAsks, cancelAskedAt], [2, LATER]);
  },

  async "who protects a position is journalled when it changes"(given) {
    const { books, journal } = given;
    const position = await opened(books);
    const { length } = await journal();
    for (const protection of ["none", "venue", "venue"] as const) {
      await books.setProtection("a-1", protection, LATER);
    }
    const protectedNow = { ...position, protection: "venue" };
    assert.deepEqual(await books.position("a-1"), protectedNow);
    assert.deepEqual((await ledgerOf(books)).positions, [protectedNow]);
    assert.deepEqual(await kinds(given, length), ["position a-1"]);
    await assert.rejects(
      books.setProtection("a-99", "venue", LATER),
      /Cannot protect position a-99/,
    );
  },

  async "nothing but that changes who protects a position"({ books }) {
    const seen = await opened(books);
    await books.setProtection("a-1", "venue", LATER);
    const protection = async () => (await books.position("a-1"))!.protection;
    await books.recordChecks([{ position: seen, monitor: monitorOf(seen) }]);
    assert.equal(await protection(), "venue");
    const decision = decisionOf(intent({ id: "a-8", symbol: "S1" }));
    await books.recordDecision({ ...decision, action: "tighten" }, seen);
    assert.equal(await protection(), "venue");
    const before = (await books.order("a-1"))!;
    const told = report(before, "partial", 80, cents(6696));
    await tell(books, told, { protection: "none" });
    assert.deepEqual(
      [await protection(), (await books.position("a-1"))!.quantity],
      ["venue", 80],
    );
  },

  async "a position that is adjusted follows the venue, on record"(given) {
    const { books, journal } = given;
    const before = await opened(books);
    const { length } = await journal();
    const { cash } = await ledgerOf(books);
    const more = adjusted(before, 60, 5000);
    await books.adjust([more]);
    assert.deepEqual(await books.position("a-1"), more.position);
    const fewer = adjusted(more.position!, 20, 1500);
    const { adjustment } = fewer;
    await books.adjust([{
      ...fewer,
      adjustment: { ...adjustment, id: "d-2" },
    }]);
    const ledger = await ledgerOf(books);
    assert.deepEqual(ledger.positions, [fewer.position]);
    assert.equal(ledger.positions[0]!.realizedPnl, null);
    assert.equal(ledger.cash, cash);
    assert.deepEqual(await kinds(given, length), [
      "adjustment d-1",
      "position a-1",
      "adjustment d-2",
      "position a-1",
    ]);
    await leave(books);
    const { status, quantity, realizedPnl } = (await books.position("a-1"))!;
    assert.deepEqual([status, quantity, realizedPnl], ["closed", 0, null]);
  },

  async "a position that the venue does not have any more is closed at no price"(
    { books },
  ) {
    const before = await opened(books);
    await books.recordChecks([{
      position: before,
      monitor: monitorOf(before),
    }]);
    const gone = adjusted(before, 0, 0);
    await books.adjust([gone]);
    const ledger = await ledgerOf(books);
    assert.deepEqual([ledger.positions.length, ledger.monitors.size], [0, 0]);
    assert.deepEqual(await books.position("a-1"), gone.position);
  },

  async "an adjustment of a position that moved meanwhile throws, and nothing of it is written"(
    given,
  ) {
    const { books, journal } = given;
    const before = await opened(books);
    const entry = (await books.order("a-1"))!;
    await tell(books, report(entry, "partial", 80, cents(6696)));
    const { length } = await journal();
    const ledger = await ledgerOf(books);
    const cash = adjustmentOf({ id: "d-3", kind: "cash", cash: money(5) });
    await assert.rejects(
      books.adjust([{ adjustment: cash }, adjusted(before, 20, 1500)], [ALERT]),
      /Cannot adjust: position a-1/,
    );
    assert.deepEqual(await kinds(given, length), []);
    assert.deepEqual(await ledgerOf(books), ledger);
    assert.deepEqual(await given.alerts(), []);
  },

  async "cash that is adjusted follows the venue, on record"(given) {
    const { books, journal } = given;
    const { cash } = await ledgerOf(books);
    const { length } = await journal();
    const change = money(-1_230_001);
    await books.adjust([{
      adjustment: adjustmentOf({ kind: "cash", cash: change }),
    }]);
    assert.equal((await ledgerOf(books)).cash, cash + change);
    assert.deepEqual(await kinds(given, length), ["adjustment d-1"]);
  },

  async "what is adopted is a position, bought before its cash was counted"(
    given,
  ) {
    const { books, journal } = given;
    const like = await opened(books);
    const { cash } = await ledgerOf(books);
    const { length } = await journal();
    const adopted = adoption(like);
    await books.adjust([adopted]);
    const ledger = await ledgerOf(books);
    assert.deepEqual(ledger.positions, [like, adopted.position]);
    assert.equal(ledger.cash, cash);
    assert.deepEqual(await kinds(given, length), [
      "adjustment d-7",
      "position a-7",
    ]);
    const exit = intent({
      id: "a-9",
      positionId: "a-7",
      symbol: "NEW",
      side: "sell",
      purpose: "exit",
      quantity: 30,
    });
    await books.recordIntent(decisionOf(exit), exit);
    await books.claim("a-9");
    await tell(books, report(exit, "filled", 30, cents(360)));
    const left = (await books.position("a-7"))!;
    assert.deepEqual([left.status, left.realizedPnl], ["closed", 60_000_000]);
  },

  async "what the books hold or know already is not adopted"({ books }) {
    const like = await opened(books);
    const { adjustment, position } = adoption(like);
    const held = { ...position!, symbol: like.symbol };
    await assert.rejects(
      books.adjust([{ adjustment, position: held }]),
      /Cannot adopt S1 as a-7/,
    );
    await assert.rejects(
      books.adjust([{ adjustment, position: { ...position!, id: "a-1" } }]),
      /Cannot adopt NEW as a-1/,
    );
    assert.deepEqual((await ledgerOf(books)).positions, [like]);
  },

  async "the last comparison is kept, and what is nobody's is in the ledger"(
    { books },
  ) {
    assert.deepEqual((await ledgerOf(books)).orphans, []);
    const orphans = [{
      symbol: "NEW",
      quantity: -30,
      value: money(300_000_000),
      since: AT,
    }];
    await books.recordReconciliation(compared({ orphans }));
    assert.deepEqual((await ledgerOf(books)).orphans, orphans);
    await books.recordReconciliation(compared());
    assert.deepEqual((await ledgerOf(books)).orphans, []);
  },

  async "a comparison is journalled when it finds something else, with the state it asks for"(
    given,
  ) {
    const { books, journal } = given;
    const { length } = await journal();
    const differs = {
      kind: "unknown",
      subject: "cash",
      symbol: null,
      orderId: null,
      books: "1.00",
      venue: "2.00",
      text: "Cash is 2.00, here 1.00",
    } as const;
    const blocked = compared({ outcome: "blocked", differences: [differs] });
    await books.recordReconciliation(compared());
    await books.recordReconciliation(
      compared({ at: LATER, note: "again", matched: 4 }),
    );
    assert.deepEqual(await kinds(given, length), ["reconciliation equal"]);
    await books.recordReconciliation(blocked, { state: REDUCING });
    await books.recordReconciliation({ ...blocked, at: LATER });
    assert.deepEqual((await ledgerOf(books)).state, REDUCING);
    assert.deepEqual((await kinds(given, length)).slice(1).sort(), [
      "reconciliation blocked",
      "state reducing",
    ]);
    const lifted = { ...REDUCING, state: "active" } as const;
    await books.recordReconciliation(blocked, { state: lifted });
    assert.deepEqual((await ledgerOf(books)).state, lifted);
  },

  async "alerts come with their cause, and are heard of once"(given) {
    const { books, ask } = given;
    const position = await opened(books);
    const entry = (await books.order("a-1"))!;
    await ask("halt");
    const [command] = await books.commands();
    const causes: [name: string, act: (alerts: Alert[]) => Promise<unknown>][] =
      [
        ["state", (alerts) => books.setState(REDUCING, alerts)],
        ["cycle", (alerts) => books.recordCycle(cycle("c-2"), [], alerts)],
        [
          "decision",
          (alerts) =>
            books.recordDecision(
              decisionOf(intent({ id: "a-7" })),
              undefined,
              undefined,
              alerts,
            ),
        ],
        [
          "change",
          (alerts) =>
            books.recordDecision(
              decisionOf(intent({ id: "a-8" })),
              position,
              undefined,
              alerts,
            ),
        ],
        [
          "protection",
          (alerts) => books.setProtection("a-1", "none", LATER, alerts),
        ],
        [
          "reconciliation",
          (alerts) => books.recordReconciliation(compared(), { alerts }),
        ],
        [
          "report",
          (alerts) =>
            books.recordReport(
              entry,
              { ...entry, brokerOrderId: "b-1" },
              undefined,
              alerts,
            ),
        ],
        [
          "adjustment",
          (alerts) => books.adjust([adjusted(position, 20, 1500)], alerts),
        ],
        [
          "command",
          (alerts) => books.obey(command!, "Done", LATER, undefined, alerts),
        ],
        ["itself", async ([alert]) => await books.alert(alert!)],
      ];
    for (const [kind, act] of causes) await act([{ ...ALERT, kind }]);
    const told = causes.map(([kind]) => ({ ...ALERT, kind }));
    assert.deepEqual(await given.alerts(), told);
    assert.deepEqual(given.heard, told);
    await books.setState(REDUCING, [{ ...ALERT, kind: "state" }, ALERT, ALERT]);
    assert.deepEqual(given.heard.slice(told.length), [ALERT]);
    assert.deepEqual((await given.alerts()).length, told.length + 1);
  },

  async "a fill brings its alerts, and what is not written brings none"(given) {
    const { books } = given;
    const order = await claimed(books);
    await tell(books, report(order, "partial", 50, cents(4185)), {
      alerts: [ALERT],
    });
    assert.deepEqual(given.heard, [ALERT]);
    const other = [{ ...ALERT, kind: "c" }];
    await assert.rejects(
      books.recordReport(order, { ...order, status: "cancelled" }, undefined, [
        ...other,
      ]),
    );
    await assert.rejects(books.recordCycle(cycle("c-1"), [], other));
    await given.ask("halt");
    const [command] = await books.commands();
    await books.obey(command!, "Done", LATER);
    await books.obey(command!, "Again", LATER, undefined, other);
    await assert.rejects(books.setProtection("a-99", "none", LATER, other));
    assert.deepEqual(given.heard, [ALERT]);
    assert.deepEqual(await given.alerts(), [ALERT]);
    assert.equal((await books.ledger(session().date)).positions.length, 1);
  },
};
