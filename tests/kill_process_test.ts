/** `deno task kill` against both venues while no database answers, and the books that learn of it later. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { onTick } from "../core/market/on_tick.ts";
import type { Price } from "../core/money.ts";
import type { Floor } from "../workers/practice/floor.ts";
import { killProgram } from "../workers/launcher/ecosystem.ts";
import { startProcess } from "./agent/processes.ts";
import {
  accessOf,
  cashIn,
  heldIn,
  type Stage,
  staged,
  startMode,
} from "./agent/seeded.ts";
import { asked } from "./agent/seen.ts";
import { run } from "./launcher/start.ts";
import { ignore, maintain, type TestDatabase } from "./postgres.ts";

/** A minute bar in two seconds: `kill` itself looks at no market time. */
const HURRY = 30;
const PACE = 4;
const NOBODY = "postgres://dev_claude:secret@127.0.0.1:1/catalyst_dev";

for (const agent of [devClaude, intlClaude]) {
  const stops = agent === devClaude;
  Deno.test({
    name: `kill of ${agent.id}, whose database is down: ` +
      `at 2 ${
        stops ? "only protecting stops work" : "nothing works"
      }, at 3 all is sold, and the books adopt it at its true prices`,
    ignore,
    fn: () => staged(agent, (stage) => killed(stage, stops)),
  });
}

async function killed(stage: Stage, stops: boolean): Promise<void> {
  const { agent, vendor, books } = stage;
  const { floor } = vendor;
  const trade = await startMode(stage, vendor.env, "trade");
  assert.equal(await trade.ended, 0, trade.complained());
  const held = await heldIn(books);
  assert.ok(held.length > 0, "something is held");
  await setDown(books, true);
  await vendor.pace(HURRY);
  await placeFarBelow(floor);
  assert.ok(working(floor).some(({ type }) => type === "limit"));

  const second = await launched(stage, "2");
  assert.equal(second.code, 0, second.errors);
  assert.equal(second.errors, "");
  assert.match(second.out, new RegExp(`^${agent.id}: not halted: `));
  assert.match(second.out, /: No order works( but \d stops)?\n$/);
  assert.deepEqual(
    working(floor).map(({ type, symbol }) => `${type} ${symbol}`).sort(),
    stops ? held.map(({ symbol }) => `stop ${symbol}`) : [],
  );
  assert.equal(shares(floor).length, held.length, "level 2 sells nothing");

  const third = startProcess(
    killProgram(agent, await accessOf(agent, vendor.env), "3"),
  );
  assert.equal(await third.ended, 0, third.said() + third.complained());
  assert.equal(third.complained(), "");
  assert.match(third.said(), /: No share is held\n$/);
  assert.deepEqual(working(floor), []);
  assert.deepEqual(shares(floor), []);
  const again = await launched(stage, "3");
  assert.equal(again.code, 0, "it may be repeated");

  await vendor.pace(PACE);
  await setDown(books, false);
  const next = await startMode(stage, vendor.env, "heartbeat");
  assert.equal(await next.ended, 0, next.complained());
  await booksHaveIt(stage, held.length);
}

/** Every position closed by what `kill` sent, for what that brought. */
async function booksHaveIt(
  { vendor, books }: Stage,
  count: number,
): Promise<void> {
  assert.deepEqual(await heldIn(books), []);
  assert.equal(await cashIn(books), vendor.floor.state().cash);
  const rows = await asked(
    books,
    (sql) =>
      sql<{ id: string; value: number; known: boolean }[]>`
      select client_order_id as id, (filled_value * 1000000)::float8 as value,
        p.realized_pnl is not null and p.exit_price is not null as known
      from orders o join positions p using (position_key)
      where o.trigger = 'kill' and o.order_type = 'market' and o.status = 'filled'
      order by 1`,
  );
  assert.equal(rows.length, count);
  for (const { id, value, known } of rows) {
    assert.match(id, /^kill-/);
    assert.ok(known);
    const sold = vendor.floor.order(id)!;
    assert.equal(value, sold.filledValue);
  }
  const [row] = await asked(
    books,
    (sql) =>
      sql<[{ outcome: string; note: string }]>`
      select outcome, note from ops.reconciliations`,
  );
  assert.equal(row!.outcome, "equal", row!.note);
}

const TYPOS: [args: string[], line: RegExp][] = [
  [["--level", "4"], /^Cannot use --level "4": 2 cancels .*, 3 flattens/],
  [[], /^Cannot use --level "": 2 cancels/],
  [["--level"], /^Cannot read arguments: --level needs a value/],
  [
    ["--agent", "dev", "--level", "3"],
    /^Cannot kill "dev": use dev_claude or intl_claude$/,
  ],
  [["--agent", "big_bro", "--level", "3"], /^Cannot kill "big_bro": use /],
  [["now"], /^Cannot read arguments: Unexpected argument 'now'/],
];

Deno.test("kill answers what is mistyped with one line", async () => {
  await Promise.all(TYPOS.map(async ([args, line]) => {
    const { code, out, errors } = await run(["kill", ...args]);
    assert.deepEqual([code, out], [1, ""], args.join(" "));
    assert.match(errors.trimEnd(), line);
    assert.equal(errors.trimEnd().split("\n").length, 1, errors);
  }));
  const program = killProgram(devClaude, {}, "4");
  const direct = startProcess(program);
  assert.equal(await direct.ended, 1);
  assert.match(direct.complained(), /^Cannot use --level "4": [^\n]+\n$/);
});

Deno.test("kill tells of each venue that it cannot reach, and tries the others", async () => {
  const data = await Deno.makeTempDir({ prefix: "catalyst-kill-" });
  const env = {
    MOOMOO_HOST: "127.0.0.1",
    MOOMOO_PORT: "1",
    PAPER_TRADING: "true",
    TRADING_MODE: "production",
    DEV_DATABASE_URL: NOBODY,
  };
  const { code, errors } = await run(
    ["kill", "--level", "3", "--data", data],
    env,
  );
  assert.equal(code, 1);
  const [dev, intl, ...rest] = errors.trimEnd().split("\n");
  assert.match(dev!, /^Cannot run dev_claude: TRADING_MODE is "production", /);
  assert.match(
    intl!,
    /^intl_claude: Cannot log in on 127\.0\.0\.1:1 at OpenD: /,
  );
  assert.deepEqual(rest, []);
  const other = await run(["kill", "--level=3", `--data=${data}`], {
    ...env,
    AGENT_ID: "intl_claude",
  });
  assert.match(other.errors, /^intl_claude: [^\n]+\n$/, "of its own alone");
  await Deno.remove(data, { recursive: true });
});

/** As a person types it, with a database in the environment that is away. */
async function launched({ agent, vendor, books }: Stage, level: string) {
  const data = await Deno.makeTempDir({ prefix: "catalyst-kill-" });
  const url = books.urlOf(agent.id);
  const ended = await run(
    ["kill", "--agent", agent.id, "--level", level, "--data", data],
    { ...vendor.env, [agent.databaseEnv]: url },
  );
  assert.deepEqual(await Array.fromAsync(Deno.readDir(data)), []);
  await Deno.remove(data);
  return ended;
}

/** A database that lets nobody in and none stay. */
async function setDown(
  { name }: TestDatabase,
  down: boolean,
): Promise<void> {
  await maintain(async (sql) => {
    await sql.unsafe(`alter database ${name} allow_connections ${!down}`);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = ${name}`;
  });
}

/** A limit order of somebody's, where nothing trades: one lot, a third below. */
async function placeFarBelow(floor: Floor): Promise<void> {
  const { market, symbols: [symbol] } = floor;
  const price = Math.round(floor.last(symbol!)!.price * 0.7) as Price;
  const tick = market.tickAt(price, "2026-01-05");
  const placed = await floor.place({
    id: "somebodys-1",
    symbol: symbol!,
    side: "buy",
    quantity: market.lotOf(symbol!)!,
    type: "limit",
    limitPrice: onTick(price, tick, "floor"),
    stopPrice: null,
    goodTill: "day",
  });
  assert.ok(!("refused" in placed), JSON.stringify(placed));
}

function working(floor: Floor) {
  return floor.orders().filter(({ status }) =>
    status === "accepted" || status === "partial"
  );
}

function shares(floor: Floor): string[] {
  return [...floor.state().holdings.values()]
    .filter(({ quantity }) => quantity !== 0).map(({ symbol }) => symbol);
}
