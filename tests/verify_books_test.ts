/** Books that are not what their journal says are found, with what differs. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { sealAll } from "../core/adapters/stores/sealer.ts";
import { LastRows, verifyBooks } from "../core/adapters/stores/verify_books.ts";
import { KEPT } from "../core/adapters/stores/trading/kept.ts";
import { wrongSum } from "../core/adapters/stores/verify_sums.ts";
import { verifyJournal } from "../core/adapters/stores/verify_journal.ts";
import { money } from "../core/money.ts";
import { openTestBooks, type TestBooks } from "./books.ts";
import { cents, decisionOf, intent, report } from "./order_life/samples.ts";
import {
  cycle,
  LATER,
  leave,
  monitorOf,
  opened,
  session,
  tell,
} from "./order_life/store_samples.ts";
import {
  adjusted,
  adjustmentOf,
  adoption,
  compared,
} from "./order_life/venue_promises.ts";
import { ignore } from "./postgres.ts";

/** Books with a closed position, an open one, and one row or more of every kind. */
async function withBooks(
  check: (
    verify: (meanwhile?: () => Promise<void>) => Promise<string | undefined>,
    opened: TestBooks & { owner: postgres.Sql },
  ) => Promise<void>,
): Promise<void> {
  const test = await openTestBooks();
  const { books, database, made } = test;
  const owner = postgres(made.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await books.openSession(session());
    await books.recordCycle(cycle("c-1"), []);
    await opened(books);
    await leave(books);
    const order = intent({ id: "a-2", symbol: "S2" });
    await books.recordIntent(decisionOf(order), order);
    await books.claim("a-2");
    await tell(books, report(order, "partial", 50, cents(4_185)));
    await books.setProtection("a-2", "venue", LATER);
    await books.adjust([adjusted((await books.position("a-2"))!, 40, 3_348)]);
    await books.adjust([adoption((await books.position("a-2"))!)]);
    await books.adjust([{
      adjustment: adjustmentOf({ id: "d-2", kind: "cash", cash: money(7) }),
    }]);
    await books.recordReconciliation(compared());
    await books.setState({
      state: "halted",
      cause: "operator",
      reason: "a test",
      at: LATER,
    });
    await check(async (meanwhile = () => Promise.resolve()) => {
      await sealAll(database);
      const last = new LastRows();
      const { fault } = await verifyJournal(database, {
        onEntry: (entry) => last.hear(entry),
      });
      assert.equal(fault, undefined);
      await meanwhile();
      return await verifyBooks(database, last);
    }, { ...test, owner });
  } finally {
    await owner.end({ timeout: 2 });
    await test.close();
  }
}

/** What somebody does to the tables, and what is then said. Each is undone after. */
const CHANGES: [sql: string, fault: string][] = [
  [
    "update trading_sessions set starting_capital = 1",
    'session 2026-06-15 differs from its last journal row: startingEquity is "1.000000", there "100000.000000"',
  ],
  [
    "update ops.trading_states set state = 'active' where cause = 'operator'",
    "state active operator a test 2026-06-15T14:01:00Z has no row in the journal",
  ],
  [
    "delete from ops.trading_states where cause = 'operator'",
    "state halted operator a test 2026-06-15T14:01:00Z is in the journal but not in the books",
  ],
  [
    "update trading_cycles set notes = 'all was well'",
    'cycle c-1 differs from its last journal row: note is "all was well", there null',
  ],
  [
    "update decisions set reasons = '{another}' where decision_key = 'a-2'",
    'decision a-2 differs from its last journal row: reasons is ["another"], there ["a sample"]',
  ],
  [
    "update orders set status = 'accepted' where client_order_id = 'a-2'",
    'order a-2 differs from its last journal row: status is "accepted", there "partial"',
  ],
  [
    "update orders set limit_price = 85.999999 where client_order_id = 'a-9'",
    'order a-9 differs from its last journal row: limitPrice is "85.999999", there "86.000000"',
  ],
  [
    "delete from ops.fills where client_order_id = 'a-2'",
    "fill a-2 50 is in the journal but not in the books",
  ],
  [
    "update ops.fills set fee = 0 where client_order_id = 'a-2'",
    'fill a-2 50 differs from its last journal row: fee is "0.000000", there "1.000000"',
  ],
  [
    "update ops.fills set cumulative_quantity = 51 where client_order_id = 'a-2'",
    "fill a-2 51 has no row in the journal",
  ],
  [
    "update positions set realized_pnl = 0 where position_key = 'a-1'",
    'position a-1 differs from its last journal row: realizedPnl is "0.000000", there "-185.000000"',
  ],
  [
    "update positions set protection = 'none' where position_key = 'a-2'",
    'position a-2 differs from its last journal row: protection is "none", there "venue"',
  ],
  [
    "update ops.adjustments set cost = -1 where adjustment_id = 'd-1'",
    'adjustment d-1 differs from its last journal row: cost is "-1.000000", there "-837.000000"',
  ],
  [
    "delete from ops.adjustments where adjustment_id = 'd-7'",
    "adjustment d-7 is in the journal but not in the books",
  ],
  [
    "update positions set symbol = 'S9' where position_key = 'a-2'",
    'position a-2 differs from its last journal row: symbol is "S9", there "S2"',
  ],
  [
    "update ops.accounts set cash = cash + 0.000001",
    "account test holds",
  ],
];

/** What no journal row of its own would tell: sums that do not follow. */
const SUMS: [sql: string, fault: string][] = [
  [
    "update ops.adjustments set cash = 0 where adjustment_id = 'd-2'",
    "account test holds 95627.000007 of cash, its fills and adjustments leave 95627.000000",
  ],
  [
    "update positions set quantity = 41, adjusted_quantity = -9 where position_key = 'a-2'",
    "position a-2 holds 41 shares, its fills and adjustments leave 40",
  ],
  [
    "update ops.adjustments set quantity = 31 where adjustment_id = 'd-7'",
    "position a-7 holds 30 shares, its fills and adjustments leave 31",
  ],
  [
    "update ops.fills set quantity = 49 where client_order_id = 'a-9'",
    "position a-1 holds 0 shares, its fills and adjustments leave 1",
  ],
];

Deno.test({
  name: "books that were written by the program are what their journal says",
  ignore,
  fn: () =>
    withBooks(async (verify, { books }) => {
      assert.equal(await verify(), undefined);
      const position = (await books.position("a-2"))!;
      const monitor = monitorOf(position);
      const highWatermark = cents(90);
      await books.recordChecks([{
        position: { ...position, highWatermark, reviews: 1 },
        monitor,
      }]);
      assert.equal((await books.position("a-2"))!.highWatermark, highWatermark);
      assert.equal(
        await verify(),
        undefined,
        "routine checks are not journalled",
      );
    }),
});

Deno.test({
  name: "what is changed in a table behind the journal is found",
  ignore,
  fn: (t) =>
    withBooks(async (verify, { owner }) => {
      for (const [sql, fault] of CHANGES) {
        await t.step(sql, async () => {
          const undo = await changed(owner, sql);
          const said = await verify();
          assert.equal(said?.slice(0, fault.length), fault);
          await undo();
          assert.equal(await verify(), undefined);
        });
      }
    }),
});

Deno.test({
  name: "cash and shares follow from fills and adjustments",
  ignore,
  fn: (t) =>
    withBooks(async (_, { owner, database }) => {
      assert.equal(await wrongSum(database), undefined);
      for (const [sql, fault] of SUMS) {
        await t.step(sql, async () => {
          const undo = await changed(owner, sql);
          assert.equal(await wrongSum(database), fault);
          await undo();
          assert.equal(await wrongSum(database), undefined);
        });
      }
    }),
});

Deno.test({
  name: "a fill of somebody who knew of no protection is journalled with it",
  ignore,
  fn: () =>
    withBooks(async (verify, { books }) => {
      const order = (await books.order("a-2"))!;
      const told = report(order, "partial", 60, cents(5_022));
      await tell(books, told, { protection: "none" });
      assert.equal((await books.position("a-2"))!.protection, "venue");
      assert.equal(await verify(), undefined);
    }),
});

Deno.test({
  name: "rows that an earlier version wrote are held to what they say",
  ignore,
  fn: () =>
    withBooks(async (verify, { owner }) => {
      const setBack = (table: string, sql: string) =>
        owner.unsafe(`set session_replication_role = replica;
          update ops.journal set body = (body::jsonb - '{type,stopPrice,cancelAsks,protection}'::text[])::text
            where kind = '${table}' ${sql}`);
      await setBack("order", "");
      await setBack("position", "and subject = 'a-1'");
      assert.equal(await verify(), undefined);
    }),
});

/** Does `sql` to its one table as somebody whom no rule stops; answers how to undo it. */
async function changed(
  owner: postgres.Sql,
  sql: string,
): Promise<() => Promise<unknown>> {
  const [, table] = /(?:update|delete from) (\S+)/.exec(sql)!;
  const [{ columns }] = await owner<[{ columns: string }]>`
    select string_agg(attname, ', ') as columns from pg_attribute
    where attrelid = ${table!}::regclass and attnum > 0 and attgenerated = ''`;
  await owner`set session_replication_role = replica`;
  await owner.unsafe(`create temporary table was as
    select ${columns} from ${table}`);
  await owner.unsafe(sql);
  return () =>
    owner.unsafe(`delete from ${table};
      insert into ${table} (${columns}) overriding system value table was;
      drop table was`);
}

Deno.test({
  name: "what is written while the books are compared is no difference",
  ignore,
  fn: () =>
    withBooks(async (verify, { books }) => {
      const said = await verify(async () => {
        await books.recordCancelAsked("a-2", LATER);
        await books.recordCycle(cycle("c-2"), []);
        await books.closeSession({
          ...session(),
          status: "closed",
          endingEquity: money(1),
          closedAt: LATER,
        });
      });
      assert.equal(said, undefined);
    }),
});

Deno.test("of the rows on one thing the last written counts, whatever is sealed last", () => {
  const kept = KEPT.find(({ kind }) => kind === "cycle")!;
  const body = (note: string) => JSON.stringify({ id: "c-1", note });
  const last = new LastRows();
  for (const id of ["7", "12", "9"]) {
    last.hear({ kind: "cycle", id, body: body(id) });
  }
  assert.ok(last.says(kept, body("12")));
});
