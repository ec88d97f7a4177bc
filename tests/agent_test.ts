/** Agents as processes, over a real venue and PostgreSQL: they work, die, come back, and there is one of each. */
import assert from "node:assert/strict";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { askCommand } from "../core/adapters/stores/operator_commands.ts";
import type { Instant } from "../core/time.ts";
import {
  rssOf,
  type Running,
  startAgent,
  startVenue,
  until,
} from "./agent/processes.ts";
import {
  asked,
  fenceOf,
  isLeaseFree,
  orderIds,
  positionsOf,
  reasonsOf,
  runsOf,
  stateOf,
  unsealed,
  untilEqual,
  venueOrderIds,
} from "./agent/seen.ts";
import {
  type Stage as Staged,
  stageTest as staged,
  TRADER,
} from "./agent/stage.ts";
import { freshDatabase, ignore } from "./postgres.ts";

const READY = /^ready intl_claude: 12 symbols, fence (\d+), next trade \S+/m;
/** A session in 78 s, so that something is held within ten. */
const SPEED = 300;
const AGENT_RSS_MB = 120;
/** Longer than a lock is waited for. */
const LOCKED_MS = 3_500;

interface Stage extends Staged {
  start(...args: string[]): Running;
}

function stageTest(
  name: string,
  work: (stage: Stage) => Promise<void>,
  speed = SPEED,
): void {
  staged(name, speed, (stage) => {
    const { venue, books, keep } = stage;
    const start = (...args: string[]) =>
      keep(startAgent(TRADER, venue, books, ...args));
    return work({ ...stage, start });
  });
}

stageTest(
  "An agent scans, enters, is killed, and goes on with the same high watermark",
  async ({ books, start }) => {
    const first = start("--holder", "launcher");
    await first.says(READY);
    const entered = new Map<string, number>();
    await until("a high watermark that was raised", async () => {
      const held = await positionsOf(books);
      for (const { key, high } of held) {
        if (!entered.has(key)) entered.set(key, high);
      }
      return held.some(({ key, high }) => high > entered.get(key)!);
    }, () => first.said() + first.complained());
    assert.ok((await runsOf(books)).some(({ mode }) => mode === "scan"));
    first.kill("SIGKILL");
    assert.equal(await first.ended, 137);
    const before = await positionsOf(books);
    const again = start("--holder", "launcher");
    await again.says(READY);
    assert.equal(READY.exec(again.said())![1], "2", "taken at once");
    const after = await positionsOf(books);
    for (const { key, high } of before) {
      const now = after.find((one) => one.key === key)!.high;
      assert.ok(now >= high, `${key}: ${now}, not ${high}`);
    }
    again.kill("SIGTERM");
    assert.equal(await again.ended, 0, again.complained());
  },
);

stageTest(
  "Killed whenever an order leaves, an agent sends none twice and knows them all",
  async ({ venue, books, start }) => {
    for (let kills = 0; kills < 3; kills++) {
      const agent = start("--holder", "launcher");
      const before = (await orderIds(books)).length;
      await until("an order", async () => {
        return (await orderIds(books)).length > before;
      }, () => agent.said() + agent.complained());
      agent.kill("SIGKILL");
      await agent.ended;
    }
    const last = start("--holder", "launcher");
    await last.says(READY);
    await untilEqual(books, venue.database, "HKEX");
    last.kill("SIGTERM");
    assert.equal(await last.ended, 0, last.complained());
    const known = await orderIds(books);
    const sent = await venueOrderIds(venue.database);
    assert.deepEqual(sent.filter((id) => !known.includes(id)), []);
    assert.equal(new Set(sent).size, sent.length);
    // A second sending would have been refused for its id.
    assert.deepEqual(await reasonsOf(books, "rejected"), []);
    const rss = await memoryOf(start);
    assert.ok(rss <= AGENT_RSS_MB, `${rss.toFixed(0)} MB`);
  },
);

/** Once it is ready, and its past is read. */
async function memoryOf(start: Stage["start"]): Promise<number> {
  const agent = start();
  await agent.says(READY);
  return await rssOf(agent);
}

stageTest(
  "Of two processes that are one agent, the second waits, says so, and gives up in one line",
  async ({ books, start }) => {
    const first = start("--holder", "one");
    await first.says(READY);
    const second = start("--holder", "two");
    await second.says(
      /Cannot take the lease of intl_claude: one has it for \d/,
    );
    const began = performance.now();
    assert.equal(await second.ended, 1);
    assert.ok(performance.now() - began > 5_000, "it had patience");
    assert.match(
      second.complained(),
      /^Cannot take the lease of intl_claude: one has it [^\n]*\n$/,
    );
    assert.equal(second.said().trim().split("\n").length, 1, second.said());
    assert.equal(await fenceOf(books), 1);
    // The next one waits for a process that is gone, and takes its place.
    const third = start("--holder", "three");
    await third.says("waiting");
    first.kill("SIGKILL");
    await third.says(READY);
    assert.equal(await fenceOf(books), 2);
  },
);

stageTest(
  "An agent that was frozen until another took its place ends with one line",
  async ({ books, start }) => {
    const first = start("--holder", "one");
    await first.says(READY);
    first.kill("SIGSTOP");
    const second = start("--holder", "two");
    await second.says(READY);
    assert.equal(await fenceOf(books), 2);
    first.kill("SIGCONT");
    assert.equal(await first.ended, 1);
    assert.match(first.complained(), /^Cannot [^\n]*(lease|fence)[^\n]*\n$/);
    assert.equal(second.complained(), "");
  },
);

stageTest(
  "An agent whose books somebody keeps locked waits until they are free",
  async ({ books, start }) => {
    const { agent } = await asked(books, (sql) =>
      sql.begin(async (locked) => {
        await locked`lock table ops.journal in row exclusive mode`;
        const agent = start();
        await new Promise((done) => setTimeout(done, LOCKED_MS));
        return { agent };
      })) as { agent: Running };
    assert.equal(agent.complained(), "");
    await agent.says(READY);
  },
);

stageTest(
  "Books that are gone end the agent with one line",
  async ({ books, start }) => {
    const agent = start();
    await agent.says(READY);
    await books.drop();
    assert.equal(await agent.ended, 1);
    assert.match(agent.complained(), /^Cannot [^\n]+\n$/);
  },
);

const ENDINGS: [name: string, end: (agent: Running) => void][] = [
  ["by a signal", (agent) => agent.kill("SIGTERM")],
  ["by Ctrl-C", (agent) => agent.kill("SIGINT")],
  ["by the end of its launcher", (agent) => void agent.orphan()],
];

stageTest(
  "However an agent is told, it ends in order: all is sealed, the lease is free",
  async ({ books, start }) => {
    for (const [name, end] of ENDINGS) {
      const agent = start();
      await agent.says(READY);
      const began = performance.now();
      end(agent);
      assert.equal(await agent.ended, 0, name + agent.complained());
      assert.ok(performance.now() - began < 5_000, name);
      assert.equal(agent.complained(), "", name);
      assert.equal(await unsealed(books), 0, name);
      assert.equal(await isLeaseFree(books), true, name);
    }
  },
);

stageTest(
  "A venue that dies is waited for: the same process goes on when it is back, and its books equal the venue's",
  async ({ venue, books, start }) => {
    const agent = start();
    await agent.says(READY);
    await until(
      "a position",
      async () => (await positionsOf(books)).length > 0,
    );
    venue.process.kill("SIGKILL");
    await venue.process.ended;
    await until("word of it", () => /lost/.test(agent.complained()));
    await venue.restart();
    await until("its return", () => /is back$/m.test(agent.complained()));
    assert.match(
      agent.complained(),
      /^The venue is lost, and sought again: [^\n]+$/m,
    );
    await untilEqual(books, venue.database, "HKEX");
    assert.equal(await fenceOf(books), 1, "nobody had to start it again");
    agent.kill("SIGTERM");
    assert.equal(await agent.ended, 0, agent.complained());
    assert.doesNotMatch(agent.complained(), /^(Cannot|error|Uncaught)/m);
    const known = await orderIds(books);
    const sent = await venueOrderIds(venue.database);
    assert.deepEqual(sent.filter((id) => !known.includes(id)), []);
  },
);

stageTest(
  "A halt is obeyed within two seconds, and the agent that comes after it is halted still",
  async ({ books, start }) => {
    const agent = start();
    await agent.says(READY);
    const database = await openDatabase({
      url: books.urlOf("api"),
      name: "test",
    });
    try {
      const at = Date.parse("2026-01-05T02:00:00Z") as Instant;
      await askCommand(database, {
        kind: "halt",
        subject: null,
        reason: "A test",
        key: "k1",
        at,
      });
    } finally {
      await database.close();
    }
    const began = performance.now();
    await until("the halt", async () => await stateOf(books) === "halted");
    assert.ok(performance.now() - began < 2_000);
    agent.kill("SIGTERM");
    await agent.ended;
    const again = start();
    await again.says(READY);
    assert.equal(await stateOf(books), "halted");
  },
);

stageTest(
  "One run of a mode leaves its cycle and the lease, and exits",
  async ({ books, start }) => {
    const scan = start("--mode", "scan");
    assert.equal(await scan.ended, 0, scan.complained());
    const heartbeat = start("--mode", "heartbeat");
    assert.equal(await heartbeat.ended, 0, heartbeat.complained());
    const runs = await runsOf(books);
    assert.deepEqual(runs.map(({ mode }) => mode), ["scan", "heartbeat"]);
    assert.match(runs[1]!.note!, /Books equal the venue's: cash 1000000/);
    assert.equal(await isLeaseFree(books), true);
  },
);

Deno.test({
  name: "The overseer says that it is there, and when it comes again",
  ignore,
  async fn() {
    const research = await freshDatabase("research");
    const venue = await startVenue({ speed: SPEED });
    const overseer = startAgent("big_bro", venue, research);
    await overseer.says(/^ready big_bro: fence 1/m);
    const [row] = await asked(
      research,
      (sql) =>
        sql`select current_mode, status_message, next_scheduled_wake
        from claude_state where agent_id = 'big_bro'`,
    );
    assert.equal(row!.current_mode, "sleeping");
    assert.match(row!.status_message, /Heartbeat at 2026-01-05T01/);
    assert.equal(
      row!.next_scheduled_wake.toISOString(),
      "2026-01-05T06:00:00.000Z",
    );
    overseer.kill("SIGTERM");
    assert.equal(await overseer.ended, 0, overseer.complained());
    assert.equal(await isLeaseFree(research), true);
    const beat = startAgent("big_bro", venue, research, "--mode", "heartbeat");
    assert.equal(await beat.ended, 0, beat.complained());
    venue.process.kill("SIGTERM");
    assert.equal(await venue.process.ended, 0, venue.process.complained());
    await venue.database.drop();
    await research.drop();
  },
});
