/** The sentinel as a process, beside a real agent, venue and PostgreSQL: it acts for the dead, and for nobody else. */
import assert from "node:assert/strict";
import { intlClaude } from "../core/agents/intl_claude.ts";
import {
  rssOf,
  type Running,
  startAgent,
  startSentinel,
  until,
} from "./agent/processes.ts";
import { staged as seeded } from "./agent/seeded.ts";
import {
  asked,
  fenceOf,
  isLeaseFree,
  orderIds,
  positionsOf,
  reasonsOf,
  unsealed,
  untilEqual,
  venueOrderIds,
} from "./agent/seen.ts";
import {
  type Stage as Staged,
  stageTest as staged,
  TRADER,
} from "./agent/stage.ts";
import { launch, run } from "./launcher/start.ts";
import { ignore, type TestDatabase } from "./postgres.ts";

/** Something is held within 18 s, and there are hours left of the session. */
const SPEED = 120;
const READY = /^ready intl_claude/m;
/** A lease expires four seconds after a death or later, and for ten more the trader may come back. */
const PATIENCE_MS = 13_900;
/** The market opens in ten seconds … */
const SLOWLY = 30;
/** … and by then it would have taken what it wants. */
const SURELY_MS = 25_000;
const SENTINEL_RSS_MB = 80;
const ENDED = ["filled", "cancelled", "expired", "rejected"];

interface Stage extends Staged {
  agent(): Running;
  sentinel(): Running;
}

function stageTest(
  name: string,
  work: (stage: Stage) => Promise<void>,
  speed = SPEED,
): void {
  staged(name, speed, (stage) => {
    const { venue, books, keep } = stage;
    const agent = () =>
      keep(startAgent(TRADER, venue, books, "--holder", "launcher"));
    const sentinel = () => keep(startSentinel(TRADER, venue, books));
    return work({ ...stage, agent, sentinel });
  });
}

stageTest(
  "The sentinel lets the living work, sells for the dead by their rules, and stands back when they return",
  async (stage) => {
    const { venue, books } = stage;
    const agent = stage.agent();
    await agent.says(READY);
    const sentinel = stage.sentinel();
    await sentinel.says(/^ready sentinel of intl_claude$/m);
    const idle = await rssOf(sentinel);
    assert.ok(idle <= SENTINEL_RSS_MB, `${idle.toFixed(0)} MB`);
    const held = await somethingHeld(stage, agent);
    assert.equal(await fenceOf(books), 1, "nothing was taken from the living");
    assert.equal(sentinel.complained(), "");

    agent.kill("SIGKILL");
    await agent.ended;
    const died = performance.now();
    const known = await orderIds(books);
    await stoodHigher(books, held);
    await until(
      "a new fence",
      async () => await fenceOf(books) > 1,
      () => sentinel.complained(),
    );
    const waitedMs = performance.now() - died;
    assert.ok(waitedMs > PATIENCE_MS, `it took the lease after ${waitedMs} ms`);
    await until(
      "an exit",
      async () => await isClosed(books, held),
      () => sentinel.complained(),
    );
    assert.match(sentinel.complained(), /^Nobody works for intl_claude: /m);
    assert.match(
      sentinel.complained(),
      /^ALERT critical stand_in: Nobody works for intl_claude: the sentinel watches /m,
    );
    const later = (await ordersOf(books)).filter(({ id }) =>
      !known.includes(id)
    );
    assert.ok(later.length > 0);
    assert.deepEqual(later.filter(({ purpose }) => purpose !== "exit"), []);
    assert.ok(
      later.some(({ trigger }) => trigger === "trailing_stop_hit"),
      JSON.stringify(later),
    );
    await until("a lease that is given back", () => isLeaseFree(books));
    assert.equal(await unsealed(books), 0);

    const again = stage.agent();
    const began = performance.now();
    await again.says(READY);
    assert.ok(performance.now() - began < 7_000, "its lease is had in seconds");
    await untilEqual(books, venue.database, "HKEX");
    const fence = await fenceOf(books);
    await pass(5_000);
    assert.equal(await fenceOf(books), fence, "it takes nothing any more");
    assert.match(
      sentinel.complained().trimEnd(),
      /(launcher works for|Nothing of) intl_claude[^\n]*: stands back$/,
    );
    assert.deepEqual(await strangers(stage), []);
    const standing = await rssOf(sentinel);
    assert.ok(standing <= 1.5 * SENTINEL_RSS_MB, `${standing.toFixed(0)} MB`);
    sentinel.kill("SIGTERM");
    assert.equal(await sentinel.ended, 0, sentinel.complained());
  },
);

stageTest(
  "A sentinel that is killed in the middle, and the one after it, leave nothing wrong",
  async (stage) => {
    const { venue, books } = stage;
    const agent = stage.agent();
    const held = await somethingHeld(stage, agent);
    agent.kill("SIGKILL");
    await agent.ended;
    await stoodHigher(books, held);
    const first = stage.sentinel();
    const known = await orderIds(books);
    // As soon as its exit is written down, whether it was sent or not.
    await until("an order of its own", async () => {
      return (await orderIds(books)).length > known.length;
    }, () => first.complained());
    first.kill("SIGKILL");
    assert.equal(await first.ended, 137);
    const second = stage.sentinel();
    await until(
      "the exit",
      async () => await isClosed(books, held),
      () => second.complained(),
    );
    await untilEqual(books, venue.database, "HKEX");
    assert.deepEqual(await strangers(stage), []);
    assert.deepEqual(await reasonsOf(books, "rejected"), []);
    await second.orphan();
    assert.equal(await second.ended, 0, second.complained());
    assert.equal(await isLeaseFree(books), true);
    assert.equal(await unsealed(books), 0);
  },
);

stageTest(
  "Where nothing is held and no entry works, the dead are left alone",
  async (stage) => {
    const { books } = stage;
    const sentinel = stage.sentinel();
    await sentinel.says("ready");
    const agent = stage.agent();
    await agent.says(READY);
    agent.kill("SIGKILL");
    await agent.ended;
    assert.deepEqual(await orderIds(books), [], "it died before the open");
    await pass(SURELY_MS);
    assert.equal(await fenceOf(books), 1);
    assert.equal(sentinel.complained(), "");
  },
  SLOWLY,
);

const TYPOS: [args: string[], line: RegExp][] = [
  [[], /^Cannot watch --agent "": use dev_claude or intl_claude$/],
  [
    ["--agent", "big_bro"],
    /^Cannot watch --agent "big_bro": use dev_claude or /,
  ],
  [["--level", "2"], /^Cannot read arguments: Unknown option '--level'; /],
];

Deno.test("deno task sentinel answers what is mistyped with one line", async () => {
  await Promise.all(TYPOS.map(async ([args, line]) => {
    const { code, out, errors } = await run(["sentinel", ...args]);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(errors.trimEnd(), line);
  }));
});

Deno.test({
  name:
    "deno task sentinel watches one trader by its own environment, until it is told to end",
  ignore,
  fn: () =>
    seeded(intlClaude, async ({ vendor, books }) => {
      const data = await Deno.makeTempDir({ prefix: "catalyst-sentinel-" });
      const url = { INTL_DATABASE_URL: books.urlOf("sentinel") };
      const args = ["sentinel", "--agent", TRADER, "--data", data];
      const launcher = launch(args, { ...vendor.env, ...url });
      await launcher.says("ready sentinel of intl_claude");
      launcher.process.kill("SIGINT");
      const { code, errors } = await launcher.ended;
      assert.deepEqual([code, errors], [0, ""]);
      assert.deepEqual(await Array.fromAsync(Deno.readDir(data)), []);
      await Deno.remove(data);
    }),
});

/** Key of a position that is open, and whose entry is over. */
async function somethingHeld(
  { books }: Stage,
  agent: Running,
): Promise<string> {
  let key: string | undefined;
  await until("a position", async () => {
    const [held] = await positionsOf(books);
    const orders = await ordersOf(books);
    key = held?.key;
    return orders.some(({ id, status }) =>
      id === key && ENDED.includes(status)
    );
  }, () => agent.said() + agent.complained());
  return key!;
}

/** As if the price had once been a third higher: the rules say that it must go. */
async function stoodHigher(books: TestDatabase, key: string): Promise<void> {
  await asked(
    books,
    (sql) =>
      sql`update positions set high_watermark = round(high_watermark * 4 / 3, 2)
        where position_key = ${key} and status = 'open'`,
  );
}

async function isClosed(books: TestDatabase, key: string): Promise<boolean> {
  const rows = await asked(
    books,
    (sql) =>
      sql`select from positions where position_key = ${key} and status = 'closed'`,
  );
  return rows.length === 1;
}

interface Written {
  id: string;
  purpose: string;
  trigger: string;
  status: string;
}

async function ordersOf(books: TestDatabase): Promise<Written[]> {
  return await asked(books, (sql) =>
    sql<Written[]>`
      select client_order_id as id, order_purpose as purpose, trigger, status from orders`);
}

/** Orders of the venue that the books do not know, or that it has twice. */
async function strangers({ venue, books }: Stage): Promise<string[]> {
  const known = await orderIds(books);
  const sent = await venueOrderIds(venue.database);
  return sent.filter((id, i) => !known.includes(id) || sent.indexOf(id) !== i);
}

function pass(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
