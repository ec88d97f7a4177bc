/** What can be asked of the API: over HTTP, of databases filled through the real stores. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { bigBro } from "../core/agents/big_bro.ts";
import { money, price } from "../core/money.ts";
import { AT, decisionOf, intent } from "./order_life/samples.ts";
import { monitorOf } from "./order_life/store_samples.ts";
import { adjusted, adoption, compared } from "./order_life/venue_promises.ts";
import { ask, dataOf, type Json, serve, type Served } from "./api/served.ts";
import { begin, buy, seal, sell } from "./api/trades.ts";
import { ignore, type TestDatabase } from "./postgres.ts";

function test(name: string, check: (served: Served) => Promise<void>) {
  Deno.test({
    name,
    ignore,
    async fn() {
      const served = await serve();
      try {
        await begin(served.books.books);
        await check(served);
        assert.deepEqual(served.reported, []);
      } finally {
        await served.close();
      }
    },
  });
}

test("agents tell what they are and how they stand, by one statement each", async (served) => {
  const { books } = served.books;
  const position = await buy(books, "a-1", "CPB");
  await books.recordChecks([{ position, monitor: monitorOf(position) }]);
  served.statements();
  const { agents } = await dataOf(
    served,
    `{ agents {
      id role market broker timezone dailyBudgetUsd reachable unreachableBecause
      state { state cause reason at }
      process { alive holder build takenAt renewedAt }
      account { account currency openingCash cash equity unpriced }
      session { date status startingEquity endingEquity openedAt closedAt }
      lastCycle { id session mode at note }
      pendingCommands { id } limits { maxPositions maxDayLoss maxMove }
      activity { mode spentTodayUsd }
      nextRuns(first: 3) { mode at localTime timezone before } } }`,
  );
  const [dev, intl, bro] = agents;
  assert.equal(served.statements(), 1);
  assert.deepEqual(
    [dev.id, dev.role, dev.market, dev.broker, dev.timezone],
    ["dev_claude", "SANDBOX", "US", "alpaca", "America/New_York"],
  );
  assert.equal(dev.dailyBudgetUsd, "5.000000");
  assert.deepEqual([dev.reachable, dev.unreachableBecause], [true, null]);
  assert.deepEqual(dev.state, {
    state: "ACTIVE",
    cause: "START",
    reason: "New books",
    at: "1970-01-01T00:00:00Z",
  });
  const { takenAt, renewedAt, ...process } = dev.process;
  assert.deepEqual(process, { alive: true, holder: "test", build: "test" });
  assert.ok(renewedAt >= takenAt);
  assert.deepEqual(dev.account, {
    account: "test",
    currency: "USD",
    openingCash: "100000.000000",
    cash: "95814.000000", // less 4,185 and a fee of 1
    equity: "99999.500000", // 50 at 83.71
    unpriced: 0,
  });
  assert.deepEqual(
    [dev.session.date, dev.session.status, dev.session.endingEquity],
    ["2026-06-15", "OPEN", null],
  );
  assert.deepEqual(dev.lastCycle, {
    id: "c-1",
    session: "2026-06-15",
    mode: "TRADE",
    at: "2026-06-15T14:00:00Z",
    note: null,
  });
  assert.deepEqual(dev.pendingCommands, []);
  assert.deepEqual(dev.limits, {
    maxPositions: 15,
    maxDayLoss: "2000.000000",
    maxMove: 0.1,
  });
  assert.deepEqual(dev.activity, {
    mode: "SLEEPING",
    spentTodayUsd: "0.000000",
  });
  assert.deepEqual(dev.nextRuns[0], {
    mode: "TRADE",
    at: "2026-06-15T15:00:00Z",
    localTime: "2026-06-15 11:00",
    timezone: "America/New_York",
    before: null,
  });
  assert.deepEqual(
    [intl.reachable, intl.unreachableBecause, intl.state, intl.account],
    [false, "Cannot reach it: it is not there", null, null],
  );
  assert.equal(intl.nextRuns.length, 3);
  assert.deepEqual(
    [bro.id, bro.role, bro.market, bro.limits, bro.state, bro.reachable],
    ["big_bro", "OVERSEER", null, null, null, true],
  );
  assert.deepEqual(
    bro.nextRuns.map((run: Json) => run.at),
    ["2026-06-15T18:00:00Z", "2026-06-16T06:00:00Z", "2026-06-16T18:00:00Z"],
  );
});

test("an agent is found by its name, and nobody by another", async (served) => {
  const { agent, nobody } = await dataOf(
    served,
    `{ agent(id: "${bigBro.id}") { id } nobody: agent(id: "x") { id } }`,
  );
  assert.deepEqual([agent, nobody], [{ id: "big_bro" }, null]);
});

test("a lease that was given back is no live process", async (served) => {
  await served.books.lease.release();
  const { agent } = await dataOf(
    served,
    `{ agent(id: "dev_claude") { process { alive } } }`,
  );
  assert.deepEqual(agent, { process: { alive: false } });
});

test("positions tell exact amounts with their currency, by one statement", async (served) => {
  const { books } = served.books;
  const position = await buy(books, "a-1", "CPB");
  const lastPrice = price(84_123_456);
  await books.recordChecks([{
    position,
    monitor: { ...monitorOf(position), price: lastPrice },
  }]);
  await buy(books, "a-2", "AAPL");
  await sell(books, "a-2", "a-3");
  served.statements();
  const { positions } = await dataOf(
    served,
    `{ positions(agentId: "dev_claude") { edges { cursor node {
      id symbol side quantity currency cost entryPrice lastPrice unrealizedPnl
      realizedPnl netPnl fees setup status openedAt closedAt highWatermark
      tightened reviews overnight protection adjustments { id } agent { id }
      monitor { advice rsi gain macd checks } } } } }`,
  );
  assert.equal(served.statements(), 1);
  const [closed, open] = positions.edges.map(({ node }: Json) => node);
  assert.deepEqual(open, {
    id: "a-1",
    symbol: "CPB",
    side: "LONG",
    quantity: 50,
    currency: "USD",
    cost: "4185.000000",
    entryPrice: "83.700000",
    lastPrice: "84.123456",
    unrealizedPnl: "21.172800",
    realizedPnl: "0.000000",
    netPnl: "-1.000000",
    fees: "1.000000",
    setup: "breakout",
    status: "OPEN",
    openedAt: "2026-06-15T14:00:00Z",
    closedAt: null,
    highWatermark: "83.700000",
    tightened: 0,
    reviews: 0,
    overnight: null,
    protection: "NONE",
    adjustments: [],
    agent: { id: "dev_claude" },
    monitor: {
      advice: "HOLD",
      rsi: 55.25,
      gain: 0.00012,
      macd: "BULLISH",
      checks: 1,
    },
  });
  assert.deepEqual(
    [closed.id, closed.status, closed.quantity, closed.entryPrice],
    ["a-2", "CLOSED", 0, null],
  );
  assert.deepEqual(
    [closed.realizedPnl, closed.netPnl, closed.lastPrice, closed.monitor],
    ["-185.000000", "-187.000000", null, null],
  );
});

test("a stop tells where it triggers, and that it has no limit", async (served) => {
  const { books } = served.books;
  await buy(books, "a-1", "CPB");
  const stop = intent({
    id: "a-2",
    positionId: "a-1",
    side: "sell",
    purpose: "exit",
    type: "stop",
    limitPrice: null,
    stopPrice: price(80_500_000),
  });
  await books.recordIntent(decisionOf(stop), stop);
  await books.recordCancelAsked("a-2", AT);
  const { orders } = await dataOf(
    served,
    `{ orders(agentId: "dev_claude", first: 1) { edges { node {
      id type limitPrice stopPrice cancelAsks cancelAskedAt } } } }`,
  );
  assert.deepEqual(orders.edges[0].node, {
    id: "a-2",
    type: "STOP",
    limitPrice: null,
    stopPrice: "80.500000",
    cancelAsks: 1,
    cancelAskedAt: "2026-06-15T14:00:00Z",
  });
});

test("positions tell who protects them and how they were adjusted, by one statement", async (served) => {
  const { books } = served.books;
  await buy(books, "a-1", "CPB");
  await books.setProtection("a-1", "venue", AT);
  const held = (await books.position("a-1"))!;
  await books.adjust([adjusted(held, 20, 1_674)]);
  await books.adjust([adoption(held)]);
  served.statements();
  const { positions } = await dataOf(
    served,
    `{ positions(agentId: "dev_claude") { edges { node { id symbol quantity cost setup
      protection realizedPnl netPnl adjustments {
        id kind session symbol quantity cost cash reason at } } } } }`,
  );
  assert.equal(served.statements(), 1);
  const [adopted, part] = positions.edges.map(({ node }: Json) => node);
  const { adjustments, ...rest } = part;
  assert.deepEqual(rest, {
    id: "a-1",
    symbol: "CPB",
    quantity: 20,
    cost: "1674.000000",
    setup: "breakout",
    protection: "VENUE",
    realizedPnl: null,
    netPnl: null,
  });
  assert.deepEqual(adjustments, [{
    id: "d-1",
    kind: "POSITION",
    session: "2026-06-15",
    symbol: "CPB",
    quantity: -30,
    cost: "-2511.000000",
    cash: "0.000000",
    reason: "The venue said so twice",
    at: "2026-06-15T14:01:00Z",
  }]);
  assert.deepEqual(
    [adopted.id, adopted.setup, adopted.adjustments[0].kind],
    ["a-7", "adopted", "ADOPTION"],
  );
});

test("an agent tells how its books last compared with the venue's, by the same statement", async (served) => {
  const { books } = served.books;
  const query = `{ agent(id: "dev_claude") { state { state } reconciliation {
    at outcome note matched
    differences { kind subject symbol orderId books venue text }
    orphans { symbol quantity value since } } } }`;
  const before = await dataOf(served, query);
  assert.equal(before.agent.reconciliation, null);
  const difference = {
    kind: "orphan",
    subject: "position",
    symbol: "NEW",
    orderId: null,
    books: null,
    venue: "-30",
    text: "The venue holds -30 NEW, the books none",
  } as const;
  const value = money(300_000_000);
  const orphan = { symbol: "NEW", quantity: -30, value, since: AT };
  const found = compared({
    outcome: "blocked",
    differences: [difference],
    orphans: [orphan],
  });
  await books.recordReconciliation(found);
  served.statements();
  const { agent } = await dataOf(served, query);
  assert.equal(served.statements(), 1);
  assert.deepEqual(agent.reconciliation, {
    at: "2026-06-15T14:00:00Z",
    outcome: "BLOCKED",
    note: "Books equal the venue's",
    matched: 3,
    differences: [{ ...difference, kind: "ORPHAN", subject: "POSITION" }],
    orphans: [{
      ...orphan,
      value: "300.000000",
      since: "2026-06-15T14:00:00Z",
    }],
  });
});

test("positions are filtered by status and symbol", async (served) => {
  const { books } = served.books;
  for (const [id, symbol] of [["a-1", "CPB"], ["a-2", "GE"], ["a-3", "IBM"]]) {
    await buy(books, id!, symbol!);
  }
  await sell(books, "a-1", "a-4");
  const found = async (filter: string) => {
    const { positions } = await dataOf(
      served,
      `{ positions(agentId: "dev_claude", ${filter}) { edges { node { id } } } }`,
    );
    return positions.edges.map(({ node }: Json) => node.id);
  };
  assert.deepEqual(await found("status: OPEN"), ["a-3", "a-2"]);
  assert.deepEqual(await found("status: CLOSED"), ["a-1"]);
  assert.deepEqual(await found('symbol: "GE"'), ["a-2"]);
  assert.deepEqual(await found('status: OPEN, symbol: "CPB"'), []);
});

test("orders have their fills, by one statement", async (served) => {
  const { books } = served.books;
  await buy(books, "a-1", "CPB");
  await sell(books, "a-1", "a-2");
  const order = intent({ id: "a-5", symbol: "GE" });
  await books.recordIntent(decisionOf(order), order);
  served.statements();
  const { orders, mine, live } = await dataOf(
    served,
    `{ orders(agentId: "dev_claude") { edges { node { id symbol side purpose
         status quantity type limitPrice stopPrice cancelAsks filledQuantity filledValue fees session
         fills { quantity cumulativeQuantity value fee at } } } }
       mine: orders(agentId: "dev_claude", positionId: "a-1") { edges { node { id } } }
       live: orders(agentId: "dev_claude", status: INTENT) { edges { node { id } } } }`,
  );
  assert.equal(served.statements(), 3);
  const [intended, , bought] = orders.edges.map(({ node }: Json) => node);
  assert.deepEqual([intended.id, intended.status, intended.fills], [
    "a-5",
    "INTENT",
    [],
  ]);
  assert.deepEqual(bought, {
    id: "a-1",
    symbol: "CPB",
    side: "BUY",
    purpose: "ENTRY",
    status: "FILLED",
    quantity: 50,
    type: "LIMIT",
    limitPrice: "86.000000",
    stopPrice: null,
    cancelAsks: 0,
    filledQuantity: 50,
    filledValue: "4185.000000",
    fees: "1.000000",
    session: "2026-06-15",
    fills: [{
      quantity: 50,
      cumulativeQuantity: 50,
      value: "4185.000000",
      fee: "1.000000",
      at: "2026-06-15T14:00:00Z",
    }],
  });
  const ids = ({ edges }: Json) => edges.map(({ node }: Json) => node.id);
  assert.deepEqual([ids(mine), ids(live)], [["a-2", "a-1"], ["a-5"]]);
});

test("decisions have their reasons and refusals", async (served) => {
  const decision = {
    ...decisionOf(intent({ id: "a-7" })),
    action: "skip" as const,
    reasons: ["too dear", 'said "no"'],
    refusals: [{
      code: "CASH_EXCEEDED" as const,
      message: "17200.000000 of 5000.000000",
    }],
  };
  await served.books.books.recordDecision(decision);
  await buy(served.books.books, "a-8", "GE");
  const { decisions } = await dataOf(
    served,
    `{ decisions(agentId: "dev_claude", action: SKIP) { edges { node {
      id cycleId session symbol action reasons parameterVersion at
      refusals { code message } } } } }`,
  );
  assert.deepEqual(decisions.edges.map(({ node }: Json) => node), [{
    id: "a-7",
    cycleId: "c-1",
    session: "2026-06-15",
    symbol: "CPB",
    action: "SKIP",
    reasons: decision.reasons,
    parameterVersion: "a-p1",
    at: "2026-06-15T14:00:00Z",
    refusals: decision.refusals,
  }]);
});

test("pages have no gap and nothing twice, also while rows are added", async (served) => {
  const { books } = served.books;
  const ids = Array.from({ length: 22 }, (_, i) => `a-${22 - i}`);
  for (const id of ids.toReversed()) await buy(books, id, `S${id}`);
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; page === 0 || after; page++) {
    const { positions } = await dataOf(
      served,
      `query ($after: String) { positions(agentId: "dev_claude", first: 10, after: $after) {
        edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      { after },
    );
    const { edges, pageInfo } = positions;
    seen.push(...edges.map(({ node }: Json) => node.id));
    assert.equal(pageInfo.hasPreviousPage, page > 0);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    await buy(books, `b-${page}`, `T${page}`);
  }
  assert.deepEqual(seen, ids);
});

test("the journal is read in order to its end, by its places", async (served) => {
  const { books, database } = served.books;
  for (let i = 1; i <= 3; i++) await buy(books, `a-${i}`, `S${i}`);
  await seal(database);
  const seen: Json[] = [];
  let after: string | null = null;
  do {
    const { journal } = await dataOf(
      served,
      `query ($after: String) { journal(agentId: "dev_claude", first: 7, after: $after) {
        edges { cursor node { seq agent kind subject at body fence } } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    seen.push(...journal.edges);
    after = journal.pageInfo.hasNextPage ? journal.pageInfo.endCursor : null;
  } while (after);
  assert.deepEqual(
    seen.map(({ cursor }) => Number(cursor)),
    seen.map((_, i) => i + 1),
  );
  assert.ok(seen.length > 15);
  const last = seen.at(-1)!.node;
  assert.deepEqual([last.kind, last.subject, last.agent], [
    "position",
    "a-3",
    "dev_claude",
  ]);
  assert.equal(JSON.parse(last.body).cost, "4185.000000");
});

test("monitor health shows every open position, the worst watched first", async (served) => {
  const { books } = served.books;
  await buy(books, "a-1", "CPB");
  const watched = await buy(books, "a-2", "GE");
  await books.recordChecks([{
    position: watched,
    monitor: monitorOf(watched),
  }]);
  const { monitorHealth } = await dataOf(
    served,
    `{ monitorHealth(agentId: "dev_claude") { positionId symbol health priority
      entryPrice lastPrice checks advice strength rsi vwap holdSignals minutesSinceCheck } }`,
  );
  const byId = new Map(monitorHealth.map((one: Json) => [one.positionId, one]));
  const { minutesSinceCheck, ...well } = byId.get("a-2") as Json;
  assert.ok(minutesSinceCheck < 1);
  assert.deepEqual(well, {
    positionId: "a-2",
    symbol: "GE",
    health: "ACTIVE",
    priority: 10,
    entryPrice: "83.700000",
    lastPrice: "83.710000",
    checks: 1,
    advice: "HOLD",
    strength: "STRONG_HOLD",
    rsi: 55.25,
    vwap: "ABOVE",
    holdSignals: ["macd_bullish"],
  });
  assert.deepEqual(
    [(byId.get("a-1") as Json).health, (byId.get("a-1") as Json).advice],
    ["STARTING", null],
  );
});

test("learnings tell how they were judged", async (served) => {
  await asOwner(served.research, async (sql) => {
    for (
      const [text, good, bad] of [["new", 0, 0], ["good", 2, 1], ["bad", 1, 1]]
    ) {
      await sql`insert into claude_learnings (agent_id, category, learning, times_validated,
          times_contradicted, last_validated_at)
        values ('dev_claude', 'trading', ${text!}, ${good!}, ${bad!},
          case when ${good!} > 0 then now() end)`;
    }
  });
  const { all, good } = await dataOf(
    served,
    `{ all: learnings { edges { node { learning status confidence category
         timesValidated appliesToMarkets agent { id } } } }
       good: learnings(status: VALIDATED) { edges { node { learning } } } }`,
  );
  assert.deepEqual(
    all.edges.map(({ node }: Json) => [node.learning, node.status]),
    [["bad", "CONTRADICTED"], ["good", "VALIDATED"], ["new", "PROPOSED"]],
  );
  assert.deepEqual(all.edges[2].node, {
    learning: "new",
    status: "PROPOSED",
    confidence: 0.5,
    category: "TRADING",
    timesValidated: 0,
    appliesToMarkets: ["global"],
    agent: { id: "dev_claude" },
  });
  assert.deepEqual(good.edges.map(({ node }: Json) => node.learning), ["good"]);
});

test("alerts are told newest first, each agent's own", async (served) => {
  await served.books.database.write((sql) =>
    sql`insert into ops.alerts (agent, severity, kind, message) values
      ('dev_claude', 'warning', 'calendar', 'It ends soon'),
      ('dev_claude', 'critical', 'reconciliation', 'CPB differs')`
  );
  const { alerts } = await dataOf(
    served,
    `{ alerts(agentId: "dev_claude", first: 1) { edges { node {
      severity kind message acknowledgedBy } } pageInfo { hasNextPage } } }`,
  );
  assert.deepEqual(alerts, {
    edges: [{
      node: {
        severity: "CRITICAL",
        kind: "reconciliation",
        message: "CPB differs",
        acknowledgedBy: null,
      },
    }],
    pageInfo: { hasNextPage: true },
  });
});

test("market sessions know half-days and lunch, and market time its speed", async (served) => {
  const { us, hk, marketTime } = await dataOf(
    served,
    `{ us: marketSessions(market: US, from: "2026-11-26", to: "2026-11-27") { date open close halfDay lunch { start } }
       hk: marketSessions(market: HKEX, from: "2026-11-27", to: "2026-11-27") { market lunch { start end } }
       marketTime { now speed } }`,
  );
  assert.deepEqual(us, [{
    date: "2026-11-27",
    open: "2026-11-27T14:30:00Z",
    close: "2026-11-27T18:00:00Z",
    halfDay: true,
    lunch: null,
  }]);
  assert.deepEqual(hk, [{
    market: "HKEX",
    lunch: { start: "2026-11-27T04:00:00Z", end: "2026-11-27T05:00:00Z" },
  }]);
  const now = new Date(AT).toISOString().replace(".000", "");
  assert.deepEqual(marketTime, { now, speed: 300 });
});

/** What is asked, and the one line that says why it is not answered. */
const WRONG: [asked: string, because: RegExp][] = [
  ["{ agents { nmae } }", /Cannot query field "nmae" on type "Agent"/],
  ["{ agents { id }", /Syntax Error: Expected Name, found <EOF>/],
  ['{ positions(agentId: "x") { edges { cursor } } }', /Cannot find agent "x"/],
  [
    '{ positions(agentId: "big_bro") { edges { cursor } } }',
    /big_bro: it does not trade; dev_claude and intl_claude do/,
  ],
  [
    '{ positions(agentId: "dev_claude", first: 0) { edges { cursor } } }',
    /page of 0: first is 1 to 200/,
  ],
  [
    '{ orders(agentId: "dev_claude", first: 201) { edges { cursor } } }',
    /page of 201/,
  ],
  [
    '{ orders(agentId: "dev_claude", after: "1 or 1=1") { edges { cursor } } }',
    /after "1 or 1=1": it is no cursor/,
  ],
  [
    '{ orders(agentId: "dev_claude", status: GONE) { edges { cursor } } }',
    /Value "GONE" does not exist in "OrderStatus" enum/,
  ],
  [
    '{ marketSessions(market: US, from: "2026-02-30", to: "2026-03-01") { date } }',
    /"2026-02-30"/,
  ],
  [
    '{ marketSessions(market: US, from: "2026-01-01", to: "2027-06-01") { date } }',
    /0 to 370 days/,
  ],
  [
    '{ marketSessions(market: US, from: "1999-01-01", to: "1999-02-01") { date } }',
    /knows \d{4} to \d{4}/,
  ],
  ['{ agent(id: "dev_claude") { nextRuns(first: 51) { at } } }', /51 runs/],
];

test("what cannot be answered is told in one line, without a trace", async (served) => {
  for (const [asked, because] of WRONG) {
    const { errors } = await ask(served, asked);
    assert.equal(errors?.length, 1, `${asked}: ${JSON.stringify(errors)}`);
    assert.match(errors[0].message, because);
    assert.doesNotMatch(JSON.stringify(errors), /\.ts:|node_modules|stack/);
  }
});

test("a database that is gone is named, and the others still answer", async (served) => {
  await buy(served.books.books, "a-1", "CPB");
  await dataOf(served, "{ learnings { edges { cursor } } }");
  await served.research.drop();
  const { data, errors } = await ask(
    served,
    `{ agents { id reachable activity { mode } }
       learnings { edges { cursor } }
       positions(agentId: "dev_claude") { edges { node { symbol } } } }`,
  );
  assert.deepEqual(data.agents, [
    { id: "dev_claude", reachable: true, activity: null },
    { id: "intl_claude", reachable: false, activity: null },
    { id: "big_bro", reachable: false, activity: null },
  ]);
  assert.deepEqual(data.positions, { edges: [{ node: { symbol: "CPB" } }] });
  assert.equal(data.learnings, null);
  assert.equal(errors.length, 1);
  const [{ message, path, extensions }] = errors;
  assert.deepEqual(path, ["learnings"]);
  assert.equal(extensions.code, "DATABASE_UNAVAILABLE");
  assert.match(message, new RegExp(`^Cannot \\w+ ${served.research.name} at`));
});

async function asOwner(
  { ownerUrl }: TestDatabase,
  work: (sql: postgres.Sql) => Promise<void>,
): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
