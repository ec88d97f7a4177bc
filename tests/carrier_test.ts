/** Closed trades arrive in catalyst_research once each, whatever happens on the way. */
import assert from "node:assert/strict";
import { instead } from "./carrier/crashes.ts";
import { carryAll } from "../core/adapters/stores/carrier.ts";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { lastSealed } from "../core/adapters/stores/journal_tail.ts";
import { trades } from "../core/adapters/stores/research/tables.ts";
import {
  AGENT,
  carries,
  closedTrades,
  countsIn,
  entered,
  filledLate,
  left,
  optionsOf,
} from "./carrier/two_databases.ts";
import { adjusted, adoption } from "./order_life/venue_promises.ts";

carries(
  "a closed trade arrives with its decisions, log and journal row",
  async (two) => {
    await closedTrades(two.books, 1);
    assert.deepEqual(await two.carry(), {
      trades: 1,
      decisions: 2,
      seq: await lastSealed(two.source),
    });
    const [row] = await two.research.read((sql) =>
      sql`select market, currency, status, quantity, entry_price, exit_price,
      net_pnl, net_pnl_pct, entry_reason, exit_trigger, exit_reason,
      parameter_version, jsonb_array_length(orders) as orders,
      jsonb_array_length(fills) as fills from ops.trades`
    );
    assert.deepEqual({ ...row }, {
      market: "US",
      currency: "USD",
      status: "closed",
      quantity: 100,
      entry_price: "86.000000",
      exit_price: "90.000000",
      net_pnl: "398.000000", // 400 less two orders' fees of 1
      net_pnl_pct: "4.6279",
      entry_reason: "a sample",
      exit_trigger: "stop_loss_hit",
      exit_reason: "stop_loss_hit (strong); below_vwap (moderate)",
      parameter_version: "a-p1",
      orders: 2,
      fills: 2,
    });
    const logged = await two.research.read((sql) =>
      sql`select source_table || '/' || source_id || ' > ' || target_table || '/' || target_id as line,
      source_db, synced_by from sync_log order by id`
    );
    assert.deepEqual(logged.map(({ line }) => line), [
      "positions/t0 > ops.trades/t0",
      "decisions/t0 > ops.trade_decisions/t0",
      "decisions/x0 > ops.trade_decisions/x0",
    ]);
    assert.deepEqual(
      logged.map(({ source_db }) => source_db)[0],
      "catalyst_dev",
    );
  },
);

carries(
  "what research holds is what the books hold, to the millionth",
  async (two) => {
    await closedTrades(two.books, 2);
    await two.carry();
    const rows = await two.research.read((sql) =>
      sql`select ${
        sql.unsafe(trades.select)
      } from ops.trades order by trade_key`
    );
    for (const trade of trades.read(rows)) {
      const { id, status, ...rest } = (await two.books.position(trade.key))!;
      const { quantity: _, cost: __, reviewedBars: ___, ...others } = rest;
      const { protection: ____, ...kept } = others;
      const { orders, fills } = await two.books.contents();
      const own = orders.filter(({ positionId }) => positionId === id);
      assert.deepEqual(trade.orders, own);
      assert.deepEqual(
        trade.fills,
        fills.filter(({ orderId }) =>
          own.some((order) => order.id === orderId)
        ),
      );
      assert.equal(trade.status, status);
      for (const [field, value] of Object.entries(kept)) {
        assert.deepEqual(trade[field as keyof typeof trade], value, field);
      }
    }
  },
);

carries(
  "an open position stays where it is; carried again nothing changes",
  async (two) => {
    await closedTrades(two.books, 2);
    await entered(two.books, "t9");
    await two.carry();
    const before = await countsIn(two.research);
    const { seq } = before;
    assert.deepEqual(await two.carry(), { trades: 0, decisions: 0, seq });
    assert.deepEqual(await countsIn(two.research), before);
    assert.deepEqual(before, {
      trades: 2,
      decisions: 4,
      logged: 6,
      journalled: 2,
      seq: await lastSealed(two.source),
    });
  },
);

carries(
  "what was adjusted or adopted is no evidence, and keeps no other trade back",
  async (two) => {
    const { books } = two;
    for (const id of ["t1", "t2"]) await entered(books, id);
    const [first, second] = [
      (await books.position("t1"))!,
      (await books.position("t2"))!,
    ];
    const gone = adjusted(first, 0, 0);
    await books.adjust([gone]);
    const part = adjusted(second, 40, 3_440);
    const adjustment = { ...part.adjustment, id: "d-2" };
    await books.adjust([{ ...part, adjustment }]);
    await left(books, (await books.order("t2"))!, "x2");
    await books.adjust([adoption(first)]);
    await left(books, { ...(await books.order("t1"))!, id: "a-7" }, "x7");
    await closedTrades(books, 1);
    assert.equal((await two.carry()).trades, 1);
    const { seq, ...counts } = await countsIn(two.research);
    assert.deepEqual(counts, {
      trades: 1,
      decisions: 2,
      logged: 3,
      journalled: 1,
    });
    assert.equal(seq, await lastSealed(two.source));
  },
);

carries("what is not sealed is not carried yet", async (two) => {
  await closedTrades(two.books, 1);
  const options = optionsOf({ books: two.source, research: two.research });
  assert.deepEqual(await carryAll(options), {
    trades: 0,
    decisions: 0,
    seq: 0,
  });
  assert.equal((await two.carry()).trades, 1);
});

carries("a journal longer than one batch is read to its end", async (two) => {
  await two.source.write((sql) =>
    sql`insert into ops.journal (agent, kind, subject, at, body)
      select ${AGENT}, 'note', n::text, now(), '{}' from generate_series(1, 2500) n`
  );
  await closedTrades(two.books, 1);
  const { trades, seq } = await two.carry();
  assert.equal(trades, 1);
  assert.equal(seq, await lastSealed(two.source));
  assert.ok(seq > 2_500, `${seq}`);
});

carries(
  "a late fill changes the trade in its place, never makes a second",
  async (two) => {
    const order = await entered(two.books, "t0");
    await left(two.books, order, "x0");
    await two.carry();
    const told = async () => {
      const [row] = await two.research.read((sql) =>
        sql`select status, quantity, exit_quantity, net_pnl, revisions from ops.trades`
      );
      return Object.values(row!).join(" ");
    };
    assert.equal(await told(), "closed 100 100 398.000000 0");
    await filledLate(two.books, order);
    assert.equal((await two.carry()).trades, 1);
    assert.equal(await told(), "reopened 200 100 398.000000 1");
    await left(two.books, order, "x1");
    assert.equal((await two.carry()).trades, 1);
    assert.equal(await told(), "closed 200 200 797.000000 2");
    const { seq: _, ...counts } = await countsIn(two.research);
    assert.deepEqual(counts, {
      trades: 1,
      decisions: 3,
      logged: 4,
      journalled: 3,
    });
  },
);

carries("four carriers at once carry each trade once", async (two) => {
  await closedTrades(two.books, 12);
  const others = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      openDatabase({ url: two.there.urlOf(AGENT), name: `carrier ${n}` })
    ),
  );
  try {
    const done = await Promise.all(
      others.map((research) => two.carry({ research })),
    );
    const sum = (what: "trades" | "decisions") =>
      done.reduce((total, one) => total + one[what], 0);
    assert.deepEqual([sum("trades"), sum("decisions")], [12, 24]);
    const { seq, ...counts } = await countsIn(two.research);
    assert.equal(seq, await lastSealed(two.source));
    assert.deepEqual(counts, {
      trades: 12,
      decisions: 24,
      logged: 36,
      journalled: 12,
    });
  } finally {
    await Promise.all(others.map((other) => other.close()));
  }
});

carries(
  "a carrier that was overtaken writes nothing of what it has read",
  async (two) => {
    const order = await entered(two.books, "t0");
    await left(two.books, order, "x0");
    let overtaken = false;
    const slow = instead(two.research, {
      transaction: async (work) => {
        if (!overtaken) {
          overtaken = true;
          await filledLate(two.books, order);
          await left(two.books, order, "x1");
          await two.carry();
        }
        return await two.research.transaction(work);
      },
    });
    assert.equal((await two.carry({ research: slow })).trades, 0);
    const [row] = await two.research.read((sql) =>
      sql`select quantity, revisions from ops.trades`
    );
    assert.deepEqual({ ...row }, { quantity: 200, revisions: 0 });
  },
);

carries(
  "a trade told of again that has not changed leaves no second trace",
  async (two) => {
    await closedTrades(two.books, 1);
    await two.carry();
    const before = await countsIn(two.research);
    await two.source.write((sql) =>
      sql`insert into ops.journal (agent, fence, kind, subject, at, body)
      select agent, fence, kind, subject, at, body from ops.journal
      where kind = 'position' order by id desc limit 1`
    );
    assert.equal((await two.carry()).trades, 0);
    const { seq, ...counts } = await countsIn(two.research);
    assert.deepEqual({ ...counts, seq: seq - 1 }, before);
    const [row] = await two.research.read((sql) =>
      sql`select revisions from ops.trades`
    );
    assert.equal(row!.revisions, 0);
  },
);

carries("under another agent's login it ends at once", async (two) => {
  await closedTrades(two.books, 1);
  await two.carry();
  const options = optionsOf({ books: two.source, research: two.research });
  await assert.rejects(
    carryAll({ ...options, agent: "intl_claude", database: "catalyst_intl" }),
    /Cannot carry from catalyst_intl: this login may not/,
  );
});
