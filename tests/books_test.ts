/** The books in PostgreSQL: every promise of a trading database, and what only SQL shows. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { PostgresBooks } from "../core/adapters/stores/trading/books.ts";
import { ledgerQuery } from "../core/adapters/stores/trading/ledger.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import { us } from "../core/market/us.ts";
import { money } from "../core/money.ts";
import { MINUTE_MS, plus } from "../core/time.ts";
import { firstVersion } from "../core/trading/parameter_version.ts";
import { cents, decisionOf, intent, report } from "./order_life/samples.ts";
import {
  claimed,
  cycle,
  LATER,
  leave,
  monitorOf,
  opened,
  session,
  tell,
} from "./order_life/store_samples.ts";
import { adjusted, adoption, compared } from "./order_life/venue_promises.ts";
import type { Alert } from "../core/trading/alert.ts";
import type { CommandKind } from "../core/trading/command.ts";
import { openTestBooks, type TestBooks } from "./books.ts";
import { ignore, type TestDatabase } from "./postgres.ts";
import { keepsPromises } from "./store_contract.ts";

if (!ignore) {
  keepsPromises("Books in PostgreSQL", async () => {
    const { books, database, made, heard, close } = await openTestBooks();
    const journal = () =>
      database.read((sql) =>
        sql<{ kind: "order"; id: string }[]>`
          select kind, subject as id from ops.journal
          where kind <> 'parameters' order by xid, journal.id`
      );
    const alerts = async () => [
      ...await database.read((sql) =>
        sql<Alert[]>`
          select severity, kind, message from ops.alerts order by alert_id`
      ),
    ];
    const ask = (kind: CommandKind, reason = "") =>
      asApi(
        made,
        (sql) =>
          sql`insert into ops.commands ${
            sql({ kind, reason, requested_by: "operator" })
          }`,
      );
    return { books, journal, alerts, heard, ask, close };
  });
}

/** A test on open books with a session and a cycle to write in. */
function test(name: string, check: (opened: TestBooks) => Promise<void>) {
  Deno.test({
    name,
    ignore,
    async fn() {
      const books = await openTestBooks();
      try {
        await books.books.openSession(session());
        await books.books.recordCycle(cycle("c-1"), []);
        books.counted.length = 0;
        await check(books);
      } finally {
        await books.close();
      }
    },
  });
}

test("a session closes with what its closed positions came to", async ({ books, database }) => {
  await opened(books);
  await leave(books);
  const endingEquity = money(99_813_000_000);
  await books.closeSession({
    ...session(),
    status: "closed",
    endingEquity,
    closedAt: LATER,
  });
  const [row] = await database.read((sql) =>
    sql`select * from trading_sessions`
  );
  const { starting_capital, ending_capital, realized_pnl } = row!;
  assert.deepEqual(
    [starting_capital, ending_capital, realized_pnl],
    ["100000.000000", "99813.000000", "-187.000000"],
  );
  const { total_trades, winning_trades, losing_trades } = row!;
  assert.deepEqual([total_trades, winning_trades, losing_trades], [1, 0, 1]);
});

test("a ledger read again shares what has not changed, and nobody can change that", async ({ books }) => {
  await opened(books);
  const order = await claimed(books, "a-2");
  const { date } = session();
  const before = await books.ledger(date);
  const again = await books.ledger(date);
  assert.deepEqual(again, before);
  assert.equal(again.orders[0], before.orders[0]);
  assert.equal(again.positions[0], before.positions[0]);
  assert.throws(() => Object.assign(again.orders[0]!, { quantity: 1 }));
  await tell(books, report(order, "accepted", 0, cents(1)));
  const after = await books.ledger(date);
  assert.equal(after.orders[0], before.orders[0]);
  assert.deepEqual(
    after.orders.map(({ id, status }) => [id, status]),
    [["a-1", "partial"], ["a-2", "accepted"]],
  );
  assert.equal(before.orders[1]!.status, "submitting");
});

test("a ledger is not searched for row by row, however old the books are", async ({ database }) => {
  const plan = await database.transaction(async (sql) => {
    // What still reads a table whole then has no index to go by.
    await sql`set local enable_seqscan = off`;
    return await sql`explain ${ledgerQuery(sql, "test", session().date)}`;
  });
  const lines = plan.map((row) => row["QUERY PLAN"]);
  const bySearch = /Seq Scan|Sort Key:.*started_at/;
  assert.deepEqual(lines.filter((line) => bySearch.test(line)), []);
  for (const index of ["trading_cycles_last_run", "orders_live"]) {
    assert.ok(lines.some((line) => line.includes(index)), index);
  }
});

test("a session that was never opened cannot be closed", async ({ books }) => {
  const unopened = {
    ...session(),
    date: "2026-06-17",
    status: "closed",
    endingEquity: money(1),
    closedAt: LATER,
  } as const;
  await assert.rejects(
    books.closeSession(unopened),
    /2026-06-17: it was never opened/,
  );
});

test("a position shows in the words of the seed what its fills came to", async ({ books, database }) => {
  await opened(books);
  const entry = (await books.order("a-1"))!;
  await tell(books, report(entry, "filled", 200, cents(16_860)));
  await leave(books);
  const [row] = await database.read((sql) => sql`select * from positions`);
  const {
    entry_price,
    exit_price,
    exit_reason,
    realized_pnl,
    realized_pnl_pct,
  } = row!;
  assert.deepEqual([entry_price, exit_price], ["84.300000", "20.000000"]);
  assert.deepEqual([realized_pnl, realized_pnl_pct], [
    "-12860.000000",
    "-76.2752",
  ]);
  assert.deepEqual([row!.entry_reason, exit_reason], ["breakout", "breakout"]);
  const [{ positions_opened, positions_closed }] = await database.read((sql) =>
    sql<
      [{ positions_opened: number; positions_closed: number }]
    >`select * from trading_cycles`
  );
  assert.deepEqual([positions_opened, positions_closed], [1, 1]);
  const linked = await database.read((sql) =>
    sql`select client_order_id, position_id, filled_at is not null as whole from orders order by 1`
  );
  assert.deepEqual(linked.map((order) => [order.position_id, order.whole]), [
    [row!.position_id, true],
    [row!.position_id, true],
  ]);
});

test("a symbol of the universe is listed where it is, others nowhere", async ({ books, database }) => {
  for (
    const [id, symbol] of [["a-1", "AAPL"], ["a-2", "GE"], ["a-3", "ZZZZ"]]
  ) {
    const order = intent({ id: id!, symbol: symbol! });
    await books.recordIntent(decisionOf(order), order);
  }
  const rows = await database.read((sql) =>
    sql`select symbol, exchange, lot_size from securities order by 1`
  );
  assert.deepEqual(
    rows.map((row) => [row.symbol, row.exchange, row.lot_size]),
    [
      ["AAPL", "NASDAQ", 1],
      ["GE", "NYSE", 1],
      ["ZZZZ", null, 1],
    ],
  );
});

const HOUR = "interval '1 hour'";
/** What becomes of a monitor, and what the view says of it. */
const HEALTH: [
  then: string,
  change: string | null,
  health: string,
  priority: number,
][] = [
  ["has not checked yet", null, "🟡 STARTING", 10],
  ["was stopped", "status = 'stopped'", "🔴 STOPPED", 1],
  ["reports an error", "status = 'error'", "🔴 ERROR", 1],
  [
    "fails for the third time",
    "status = 'running', consecutive_errors = 3",
    "🔴 FAILING",
    2,
  ],
  ["runs", "status = 'running'", "🟢 ACTIVE", 10],
  [
    "runs and was last seen an hour ago",
    `status = 'running', updated_at = clock_timestamp() - ${HOUR}`,
    "🟡 STALE",
    3,
  ],
  [
    "sleeps since an hour",
    `status = 'sleeping', updated_at = clock_timestamp() - ${HOUR}`,
    "🔵 SLEEPING",
    10,
  ],
  [
    "sleeps since 8 days",
    `status = 'sleeping', updated_at = clock_timestamp() - 192 * ${HOUR}`,
    "🟡 STALE",
    3,
  ],
];

for (const [then, change, health, priority] of HEALTH) {
  test(`a monitor that ${then} is ${health}`, async ({ books, database, made }) => {
    await opened(books);
    if (change) await asOwner(made.ownerUrl, change);
    const rows = await database.read((sql) =>
      sql`select health, priority from v_monitor_health`
    );
    assert.deepEqual(rows.map((row) => [row.health, row.priority]), [[
      health,
      priority,
    ]]);
  });
}

test("an open position without a monitor is an alarm, and a closed one is not shown", async ({ books, database, made }) => {
  await opened(books);
  await asOwner(made.ownerUrl, null);
  const health = () =>
    database.read((sql) => sql`select health from v_monitor_health`);
  assert.deepEqual((await health()).map((row) => row.health), [
    "🔴 NO_MONITOR",
  ]);
  await leave(books);
  assert.equal((await health()).length, 0);
});

test("a check writes what the seed's owner reads, asleep before a break", async ({ books, database }) => {
  const position = await opened(books);
  const monitor = monitorOf(position);
  const view = async () =>
    (await database.read((sql) => sql`select * from v_monitor_health`))[0]!;
  await books.recordChecks([{ position, monitor }]);
  const seen = await view();
  assert.equal(seen.monitor_status, "running");
  assert.deepEqual([seen.recommendation, seen.recommendation_reason], [
    "HOLD",
    "macd_bullish",
  ]);
  assert.deepEqual([seen.last_price, seen.current_pnl_pct, seen.last_rsi], [
    "83.710000",
    "0.0120",
    "55.25",
  ]);
  const nextAt = plus(LATER, 61 * MINUTE_MS);
  await books.recordChecks([{ position, monitor: { ...monitor, nextAt } }]);
  assert.equal((await view()).health, "🔵 SLEEPING");
  const [{ unrealized_pnl }] = await database.read((sql) =>
    sql<[{ unrealized_pnl: string }]>`select unrealized_pnl from positions`
  );
  assert.equal(unrealized_pnl, "0.500000");
});

test("books are not opened for another account, nor with other thresholds under a known name", async ({ database, lease }) => {
  const again = (account: string, rules = firstVersion(devClaude).rules) =>
    PostgresBooks.open({
      database,
      agent: devClaude,
      market: us,
      broker: "PRACTICE",
      account,
      parameters: { ...firstVersion(devClaude), id: "a-p1", rules },
      lease,
    });
  await again("test");
  await assert.rejects(
    again("other"),
    /account other for dev_claude: they belong to account test/,
  );
  const rules = { ...firstVersion(devClaude).rules, values: {} };
  await assert.rejects(again("test", rules), /a-p1: the books know other/);
});

/** Of the same account, for somebody who stands in. */
function standingIn(
  { database, lease }: TestBooks,
  account = "test",
): Promise<PostgresBooks> {
  const agent = { id: devClaude.id };
  const broker = "PRACTICE";
  const options = { database, agent, market: us, broker, account } as const;
  return PostgresBooks.existing({ ...options, lease });
}

test("whoever stands in works on the same books, and opens none", async (opened) => {
  const order = intent();
  await opened.books.recordIntent(decisionOf(order), order);
  const before = opened.heard.length;
  const books = await standingIn(opened);
  assert.equal(await books.claim(order.id), true);
  await books.alert({ severity: "info", kind: "a", message: "b" });
  assert.equal(opened.heard.length, before, "each hears of its own");
  assert.equal((await opened.books.order(order.id))!.status, "submitting");
  await assert.rejects(
    standingIn(opened, "other"),
    /account other for dev_claude: they belong to account test/,
  );
  const owner = postgres(opened.made.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`delete from ops.accounts`;
  await owner.end();
  await assert.rejects(
    standingIn(opened),
    /account test for dev_claude: the agent has not opened them yet/,
  );
});

test("an adjustment shows in the words of the seed, without an exit", async ({ books, database }) => {
  await opened(books);
  await books.recordChecks([{
    position: (await books.position("a-1"))!,
    monitor: monitorOf((await books.position("a-1"))!),
  }]);
  await books.adjust([adjusted((await books.position("a-1"))!, 20, 1_674)]);
  const last = adjusted((await books.position("a-1"))!, 0, 0);
  await books.adjust([{
    ...last,
    adjustment: { ...last.adjustment, id: "d-2" },
  }]);
  const [row] = await database.read((sql) => sql`select * from positions`);
  const { quantity, entry_quantity, exit_quantity, adjusted_quantity } = row!;
  assert.deepEqual(
    [quantity, entry_quantity, exit_quantity, adjusted_quantity],
    [0, 50, 0, -50],
  );
  const { exit_price, exit_reason, realized_pnl, realized_pnl_pct } = row!;
  assert.deepEqual(
    [exit_price, exit_reason, realized_pnl, realized_pnl_pct],
    [null, "adjustment", null, null],
  );
  assert.equal(row!.unrealized_pnl, null);
  const [monitor] = await database.read((sql) =>
    sql`select status, next_check_at from position_monitor_status`
  );
  assert.deepEqual({ ...monitor }, { status: "stopped", next_check_at: null });
});

test("what is adopted was entered for what the venue says it cost", async ({ books, database }) => {
  await books.adjust([adoption(await opened(books))]);
  const [row] = await database.read((sql) =>
    sql`select p.*, m.status as monitor, s.symbol as listed from positions p
        join position_monitor_status m using (position_id)
        join securities s using (security_id) where p.position_key = 'a-7'`
  );
  const { entry_price, entry_quantity, adjusted_quantity } = row!;
  assert.deepEqual([entry_price, entry_quantity, adjusted_quantity], [
    "10.000000",
    30,
    0,
  ]);
  const { entry_reason, monitor, listed, cycle_id } = row!;
  assert.deepEqual([entry_reason, monitor, listed, cycle_id], [
    "adopted",
    "starting",
    "NEW",
    null,
  ]);
});

test("a session counts what nobody can tell the profit of, and sums the rest", async ({ books, database }) => {
  await books.adjust([adjusted(await opened(books), 0, 0)]);
  await books.closeSession({
    ...session(),
    status: "closed",
    endingEquity: money(1),
    closedAt: LATER,
  });
  const [row] = await database.read((sql) =>
    sql`select realized_pnl, total_trades, winning_trades, losing_trades
        from trading_sessions`
  );
  assert.deepEqual(Object.values(row!), ["0.000000", 1, 0, 0]);
});

test("a comparison, an adjustment and a protection are refused under a fence that is lost", async ({ books, lease }) => {
  const position = await opened(books);
  await books.recordReconciliation(compared());
  await lease.release();
  const acts = [
    () => books.recordReconciliation(compared()),
    () => books.recordReconciliation(compared({ outcome: "failed" })),
    () => books.adjust([adjusted(position, 20, 1_674)]),
    () => books.setProtection("a-1", "venue", LATER),
  ];
  for (const act of acts) await assert.rejects(act(), /stale/);
  assert.deepEqual(await books.position("a-1"), position);
});

test("alerts cost a statement of their own only where there are any", async ({ books, counted }) => {
  const change = {
    state: "halted",
    cause: "operator",
    reason: "",
    at: LATER,
  } as const;
  await books.setState(change);
  await books.recordReconciliation(compared(), { state: change });
  const alert = { severity: "info", kind: "a", message: "b" } as const;
  await books.setState(change, [alert]);
  assert.deepEqual(counted, ["write", "write", "transaction"]);
});

test("an order has the prices of its type and no others", async ({ books, made }) => {
  const order = intent();
  await books.recordIntent(decisionOf(order), order);
  const owner = postgres(made.ownerUrl, { max: 1, onnotice: () => {} });
  for (
    const change of [
      "limit_price = null",
      "stop_price = 80",
      "order_type = 'market'",
      "order_type = 'stop', stop_price = 80",
      "order_type = 'stop', limit_price = null",
    ]
  ) {
    await assert.rejects(
      owner.unsafe(`update orders set ${change}`).execute(),
      /orders_priced_by_type/,
      change,
    );
  }
  await owner.end();
});

async function asApi(
  made: TestDatabase,
  act: (sql: postgres.Sql) => Promise<unknown>,
): Promise<void> {
  const sql = postgres(made.urlOf("api"), { max: 1, onnotice: () => {} });
  try {
    await act(sql);
  } finally {
    await sql.end();
  }
}

test("a decision that cannot be written brings no cycle", async ({ books, database }) => {
  const position = { ...await opened(books), quantity: 7 };
  const made = { ...decisionOf(intent({ id: "a-7" })), cycleId: "c-2" };
  await assert.rejects(
    books.recordDecision(made, position, {
      cycle: cycle("c-2"),
      found: [],
    }),
    /does not hold 7 shares/,
  );
  const rows = await database.read((sql) =>
    sql`select cycle_id from trading_cycles`
  );
  assert.deepEqual(rows.map((row) => row.cycle_id), ["c-1"]);
});

test("a run goes on record once, with what its scan found, by the first decision of it", async ({ books, database }) => {
  const found = [{
    cycleId: "c-2",
    symbol: "AAPL",
    rank: 1,
    setup: "bull_flag",
    scorePpm: 700_000,
    reason: "flag of 4 bars",
  }];
  const begun = { cycle: cycle("c-2"), found };
  for (const id of ["a-7", "a-7", "a-8"]) {
    const order = intent({ id });
    await books.recordIntent(
      { ...decisionOf(order), cycleId: "c-2" },
      order,
      begun,
    );
  }
  const skip = { ...decisionOf(intent({ id: "a-9" })), cycleId: "c-2" };
  await books.recordDecision({ ...skip, action: "skip" }, undefined, begun);
  const rows = await database.read((sql) =>
    sql`select cycle_id, symbol, rank from scan_results`
  );
  assert.deepEqual([...rows], [{ cycle_id: "c-2", symbol: "AAPL", rank: 1 }]);
});

test("numbers go on after a restart, and none is given twice", async ({ books, reopened }) => {
  const { date } = session();
  const numbers: number[] = [];
  for (let i = 0; i < 3; i++) numbers.push(await books.nextNumber(date));
  const [second, third] = [await reopened(), await reopened()];
  for (let i = 0; i < 60; i++) {
    for (const each of [books, second, third]) {
      numbers.push(await each.nextNumber(date));
    }
  }
  assert.equal(new Set(numbers).size, 3 + 60 * 3);
  assert.deepEqual(numbers.slice(0, 5), [1, 2, 3, 4, 51]);
});

test("numbers cost one transaction in 50, and begin anew with each session", async ({ books, counted }) => {
  const numbers: number[] = [];
  for (let i = 0; i < 100; i++) {
    numbers.push(await books.nextNumber("2026-06-15"));
  }
  assert.deepEqual(numbers, Array.from({ length: 100 }, (_, i) => i + 1));
  assert.equal(counted.length, 2);
  assert.equal(await books.nextNumber("2026-06-15"), 101);
  assert.equal(await books.nextNumber("2026-06-16"), 1);
  assert.equal(counted.length, 4);
});

test("numbers are not drawn under a fence that is lost", async ({ books, lease }) => {
  await lease.release();
  await assert.rejects(books.nextNumber(session().date), /stale/);
});

test("what was acknowledged is told again when it comes again", async ({ books, database, made }) => {
  const alert = { severity: "warning", kind: "a", message: "b" } as const;
  await books.alert(alert);
  const owner = postgres(made.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`update ops.alerts set acknowledged_by = 'operator'`;
  await owner.end();
  await books.alert(alert);
  const rows = await database.read((sql) => sql`select from ops.alerts`);
  assert.equal(rows.length, 2);
});

test("a command is asked for once per key", async ({ books, made }) => {
  const ask = (key: string | null) =>
    asApi(
      made,
      (sql) =>
        sql`insert into ops.commands ${
          sql({ kind: "halt", reason: "", requested_by: "operator", key })
        } on conflict (key) do nothing`,
    );
  for (const key of ["k", "k", null, null]) await ask(key);
  assert.equal((await books.commands()).length, 3);
});

test("an intent that was changed since it was written down is claimed as it is", async ({ books, database }) => {
  const order = intent();
  await books.recordIntent(decisionOf(order), order);
  await books.recordCancelAsked(order.id, LATER);
  assert.equal(await books.claim(order.id), true);
  assert.equal((await books.order(order.id))?.cancelAskedAt, LATER);
  const [last] = await database.read((sql) =>
    sql<[{ body: string }]>`
      select body from ops.journal order by xid desc, id desc limit 1`
  );
  assert.deepEqual(JSON.parse(last.body).status, "submitting");
  assert.notEqual(JSON.parse(last.body).cancelAskedAt, null);
});

/** Does to the monitor what no agent may; with null its row is gone. */
async function asOwner(ownerUrl: string, change: string | null) {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  // The trigger would tell that the row is fresh.
  await sql`set session_replication_role = replica`;
  await sql.unsafe(
    change
      ? `update position_monitor_status set ${change}`
      : "delete from position_monitor_status",
  );
  await sql.end();
}
