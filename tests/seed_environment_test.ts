/** Agents with nothing but the seed's environment, against servers that speak the vendors' protocols and nothing else. */
import assert from "node:assert/strict";
import type { Trader } from "../core/agents/agent.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { cashIn, heldIn, staged, startMode } from "./agent/seeded.ts";
import { asked, isLeaseFree, runsOf, unsealed } from "./agent/seen.ts";
import type { Vendor } from "./agent/vendor.ts";
import { run } from "./launcher/start.ts";
import { ignore, type TestDatabase } from "./postgres.ts";

/** Orders fill within two minutes of the market, which are 30 s; a run sees them through for one of the machine's. */
const ENDS_MS = 90_000;

const RUNS_MAX = 3;
const TRADES: [
  task: string,
  agent: Trader,
  env: (vendor: Vendor) => Record<string, string>,
  protection: string,
][] = [
  ["agent:dev", devClaude, ({ env }) => env, "venue"],
  ["agent:intl", intlClaude, ({ env }) => env, "software"],
  [
    "agent:intl over OpenD's WebSocket",
    intlClaude,
    ({ wsEnv }) => wsEnv,
    "software",
  ],
];

for (const [task, agent, envOf, protection] of TRADES) {
  Deno.test({
    name:
      `${task} --mode trade enters, books its fills, protects them by the ${protection}, and ends by itself`,
    ignore,
    fn: () =>
      staged(agent, async (stage) => {
        const { vendor, books } = stage;
        let held: Awaited<ReturnType<typeof heldIn>> = [];
        // A run that begins late in a minute finds its quotes too old.
        for (let runs = 0; runs < RUNS_MAX && held.length === 0; runs++) {
          const trade = await startMode(stage, envOf(vendor), "trade");
          const began = performance.now();
          assert.equal(await trade.ended, 0, trade.complained());
          assert.ok(performance.now() - began < ENDS_MS);
          assert.equal(trade.complained(), "");
          assert.equal((await runsOf(books))[0]!.mode, "trade");
          held = await heldIn(books);
        }
        assert.ok(held.length > 0, await decidedIn(books));
        assert.deepEqual(
          held.filter((one) => one.protection !== protection),
          [],
        );
        const { holdings, cash } = vendor.floor.state();
        const shares = [...holdings.values()]
          .filter(({ quantity }) => quantity !== 0)
          .map(({ symbol, quantity }) => `${symbol} ${quantity}`).sort();
        assert.deepEqual(
          held.map(({ symbol, quantity }) => `${symbol} ${quantity}`),
          shares,
        );
        assert.equal(await cashIn(books), cash);
        const resting = vendor.floor.orders().filter((order) =>
          works(order) && order.type === "stop"
        );
        assert.deepEqual(
          resting.map(({ symbol, quantity }) => `${symbol} ${quantity}`).sort(),
          protection === "venue" ? shares : [],
        );
        assert.ok(
          vendor.floor.orders().every((order) =>
            !works(order) || order.type === "stop"
          ),
          "nothing else works there",
        );
        assert.equal(await isLeaseFree(books), true);
        assert.equal(await unsealed(books), 0);
      }),
  });
}

for (const agent of [devClaude, intlClaude]) {
  const task = agent === devClaude ? "agent:dev" : "agent:intl";
  Deno.test({
    name: `${task} needs no more of its launcher than that environment`,
    ignore,
    fn: () =>
      staged(agent, async ({ vendor, books }) => {
        const data = await Deno.makeTempDir({ prefix: "catalyst-seed-" });
        const args = [task, "--mode", "heartbeat", "--data", data];
        const { code, out, errors } = await run(args, {
          ...vendor.env,
          [agent.databaseEnv]: books.urlOf(agent.id),
        });
        assert.deepEqual([code, out], [0, ""], errors);
        assert.equal((await runsOf(books))[0]!.mode, "heartbeat");
        assert.deepEqual(await Array.fromAsync(Deno.readDir(data)), []);
        await Deno.remove(data);
      }),
  });
}

/** Nobody is asked at any of them. */
const DEV = {
  ALPACA_API_KEY: "PKSEED",
  ALPACA_SECRET_KEY: "seed-secret",
  ALPACA_BASE_URL: "http://127.0.0.1:1",
  PAPER_TRADING: "true",
  TRADING_MODE: "sandbox",
};
const INTL = {
  MOOMOO_HOST: "127.0.0.1",
  MOOMOO_PORT: "1",
  PAPER_TRADING: "true",
  TRADING_MODE: "production",
};
const STRANGERS: [
  args: string[],
  env: Record<string, string>,
  line: string,
][] = [
  [
    ["agent:dev"],
    { ...DEV, AGENT_ID: "intl_claude" },
    'Cannot run dev_claude: AGENT_ID is "intl_claude", it must be "dev_claude"',
  ],
  [
    ["agent:intl", "--mode", "trade"],
    { ...INTL, AGENT_ID: "big_bro" },
    'Cannot run intl_claude: AGENT_ID is "big_bro", it must be "intl_claude"',
  ],
  [
    ["agent:big-bro"],
    { AGENT_ID: "intl_claude" },
    'Cannot run big_bro: AGENT_ID is "intl_claude", it must be "big_bro"',
  ],
  [
    ["agent:dev", "--mode", "trade"],
    { ...DEV, PAPER_TRADING: "false" },
    'Cannot run dev_claude: PAPER_TRADING is "false", it must be "true"',
  ],
  [
    ["agent:intl"],
    { ...INTL, PAPER_TRADING: "" },
    'Cannot run intl_claude: PAPER_TRADING is not set, it must be "true"',
  ],
  [
    ["agent:dev"],
    { ...DEV, TRADING_MODE: "production" },
    'Cannot run dev_claude: TRADING_MODE is "production", it must be "sandbox"',
  ],
  [
    ["agent:intl"],
    { ...INTL, TRADING_MODE: "" },
    'Cannot run intl_claude: TRADING_MODE is not set, it must be "production"',
  ],
  [
    ["sentinel", "--agent", "intl_claude"],
    { ...INTL, TRADING_MODE: "sandbox" },
    'Cannot run intl_claude: TRADING_MODE is "sandbox", it must be "production"',
  ],
  [
    ["kill", "--agent", "dev_claude", "--level", "3"],
    { ...DEV, AGENT_ID: "intl_claude" },
    'Cannot run dev_claude: AGENT_ID is "intl_claude", it must be "dev_claude"',
  ],
];

Deno.test("An environment that is another's is one line with both values, before anything is started", async () => {
  await Promise.all(STRANGERS.map(async ([args, env, line]) => {
    const data = await Deno.makeTempDir({ prefix: "catalyst-seed-" });
    const { code, out, errors } = await run([...args, "--data", data], env);
    assert.deepEqual([code, out, errors], [1, "", `${line}\n`]);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(data)), []);
    await Deno.remove(data);
  }));
});

function works({ status }: { status: string }): boolean {
  return status === "accepted" || status === "partial";
}

/** Its runs and decisions, for whoever asks why nothing is held. */
async function decidedIn(books: TestDatabase): Promise<string> {
  const runs = await runsOf(books);
  const decisions = await asked(
    books,
    (sql) => sql`select symbol, action, refusals, at from decisions`,
  );
  const orders = await asked(
    books,
    (sql) => sql`select symbol, limit_price, status, reason from orders`,
  );
  return JSON.stringify({ runs, decisions, orders });
}
