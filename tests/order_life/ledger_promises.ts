/** What the books promise of sessions, the ledger, checks and the journal. @module */
import assert from "node:assert/strict";
import { money } from "../../core/money.ts";
import { plus } from "../../core/time.ts";
import { AT, cents, decisionOf, intent, report } from "./samples.ts";
import {
  claimed,
  cycle,
  LATER,
  later,
  leave,
  monitorOf,
  opened,
  type Promises,
  session,
  tell,
} from "./store_samples.ts";

export const LEDGER_PROMISES: Promises = {
  async "a session opens once and closes for good"({ books, journal }) {
    const first = session();
    const rows = (await journal()).length;
    await books.openSession({ ...first, startingEquity: money(1) });
    assert.equal((await journal()).length, rows);
    assert.deepEqual((await books.ledger(first.date)).session, first);
    const closed = {
      ...first,
      status: "closed",
      endingEquity: money(5),
      closedAt: LATER,
    } as const;
    await books.closeSession(closed);
    await books.openSession(first);
    const ledger = await books.ledger(first.date);
    assert.deepEqual([ledger.session, ledger.unclosed], [closed, null]);
  },

  async "the ledger knows the latest session nobody closed"({ books }) {
    const next = await books.ledger(later().date);
    assert.deepEqual([next.session, next.unclosed], [null, session()]);
    await books.openSession(later());
    const open = await books.ledger(later().date);
    assert.deepEqual([open.session, open.unclosed], [later(), later()]);
  },

  async "the ledger starts active and shows the state set last"({ books }) {
    const { date } = session();
    assert.equal((await books.ledger(date)).state.state, "active");
    for (const state of ["halted", "reducing"] as const) {
      const change = { state, cause: "operator", reason: "", at: AT } as const;
      await books.setState(change);
      assert.deepEqual((await books.ledger(date)).state, change);
    }
  },

  async "the last run is the latest cycle that was no watch"({ books }) {
    await books.recordCycle({ ...cycle("c-2"), at: LATER }, []);
    await books.recordCycle(
      { ...cycle("c-3"), mode: "watch", at: plus(LATER, 1) },
      [],
    );
    assert.equal((await books.ledger(session().date)).lastRunAt, LATER);
  },

  async "the ledger has live orders of any session, and those that are over of its own"(
    { books },
  ) {
    const over = await claimed(books, "a-1");
    await tell(books, report(over, "cancelled"));
    const unknown = await claimed(books, "a-2");
    await books.recordAnswer(unknown.id, { status: "unknown", reason: "?" });
    const ids = async (date: string) =>
      (await books.ledger(date)).orders.map(({ id }) => id);
    assert.deepEqual(await ids(session().date), ["a-1", "a-2"]);
    await books.openSession(later());
    assert.deepEqual(await ids(later().date), ["a-2"]);
    await tell(books, report(over, "partial", 50, cents(4185)));
    assert.deepEqual(await ids(later().date), ["a-2"]);
    await tell(books, report(unknown, "expired"));
    assert.deepEqual(await ids(later().date), []);
  },

  async "the ledger has what is open, with what was last seen of it"(
    { books },
  ) {
    const { date } = session();
    const position = await opened(books);
    await books.recordChecks([{ position, monitor: monitorOf(position) }]);
    const ledger = await books.ledger(date);
    assert.deepEqual(ledger.positions, [position]);
    assert.deepEqual(ledger.monitors.get("a-1"), monitorOf(position));
    await leave(books);
    const after = await books.ledger(date);
    assert.deepEqual([after.positions.length, after.monitors.size], [0, 0]);
    assert.equal((await books.position("a-1"))?.status, "closed");
  },

  async "a check that saw less than was filled since undoes no fill"(
    { books },
  ) {
    const seen = { ...await opened(books), highWatermark: cents(99) };
    const entry = (await books.order("a-1"))!;
    await tell(books, report(entry, "partial", 80, cents(6696)));
    await books.recordChecks([{ position: seen, monitor: monitorOf(seen) }]);
    const { quantity, cost, highWatermark } = (await books.position("a-1"))!;
    assert.deepEqual([quantity, cost], [80, cents(6696)]);
    assert.equal(highWatermark, cents(99));
    await leave(books);
    await books.recordChecks([{ position: seen, monitor: monitorOf(seen) }]);
    const ledger = await books.ledger(session().date);
    assert.deepEqual([ledger.positions.length, ledger.monitors.size], [0, 0]);
  },

  async "a decision that sends nothing may change a position"({ books }) {
    const position = {
      ...await opened(books),
      tightenedPpm: 10_000,
      reviews: 1,
    };
    const decision = decisionOf(intent({ id: "a-7", symbol: "S1" }));
    await books.recordDecision({ ...decision, action: "tighten" }, position);
    assert.deepEqual(await books.position("a-1"), position);
    assert.deepEqual((await books.ledger(session().date)).positions, [
      position,
    ]);
  },

  async "every change of state has its journal row, in order; routine has none"(
    { books, journal },
  ) {
    const order = await claimed(books);
    await books.recordAnswer(order.id, { status: "unknown", reason: "?" });
    await tell(books, report(order, "accepted"));
    await books.recordCancelAsked(order.id, LATER);
    await tell(books, report(order, "cancelled", 50, cents(4185)));
    const position = (await books.position("a-1"))!;
    await books.recordChecks([{ position, monitor: monitorOf(position) }]);
    await books.nextNumber(session().date);
    const skip = decisionOf(intent({ id: "a-2", symbol: "S2" }));
    await books.recordDecision({ ...skip, action: "skip" });
    await books.setState({
      state: "halted",
      cause: "operator",
      reason: "",
      at: AT,
    });
    await books.closeSession({
      ...session(),
      status: "closed",
      endingEquity: money(5),
      closedAt: LATER,
    });
    const rows = (await journal()).map(({ kind, id }) => `${kind} ${id}`);
    const [, , ...changes] = rows;
    assert.deepEqual(rows.slice(0, 2), [
      `session ${session().date}`,
      "cycle c-1",
    ]);
    assert.deepEqual(changes, [
      "decision a-1",
      "order a-1", // intent
      "order a-1", // submitting
      "order a-1", // unknown
      "order a-1", // accepted
      "order a-1", // cancel asked
      "order a-1", // cancelled
      "fill a-1",
      "position a-1",
      "decision a-2",
      "state halted",
      `session ${session().date}`,
    ]);
  },
};
