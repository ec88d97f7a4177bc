/** The whole of practice, started as a person starts it, watched over GraphQL, and killed part by part. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  ask,
  booksEqualTheVenues,
  endPractice,
  freePort,
  hear,
  killLauncher,
  pidOf,
  type Practice,
  residentMb,
  startPractice,
  stopPractice,
  until,
} from "./ecosystem/practice.ts";
import { isStopped } from "./launcher/start.ts";

/** A session of Hong Kong in half a minute. */
const SPEED = ["--speed", "600", "--seed", "7"];
const AGENT = "intl_claude";
const PROCESS = `agent.ts --agent=${AGENT}`;
const SENTINEL = `sentinel.ts --agent=${AGENT}`;
const SENTINEL_MB = 80;

Deno.test({
  name: "deno task start: trades to be watched, and kills that change nothing",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const parent = await Deno.makeTempDir({ prefix: "catalyst practice " });
    await Deno.chmod(parent, 0o755);
    const data = join(parent, "data");
    const port = await freePort();
    let practice = await startPractice(data, port, ...SPEED);
    const started = (name: string, test: () => Promise<void>) =>
      t.step({ name, fn: test, sanitizeOps: false, sanitizeResources: false });
    try {
      await started(
        "it scans, decides, and a position opens, changes and closes",
        () => sees(practice),
      );
      await started(
        "an agent that is killed carries on with what it knew",
        () => killsAgent(practice),
      );
      await started(
        "the sentinel that is killed comes back, and the agent has not noticed",
        () => killsSentinel(practice),
      );
      await started(
        "the venue that is killed has the same books, and the same agents",
        () => killsVenue(practice),
      );
      await started(
        "all of it killed, the next start has the same books",
        async () => {
          const before = await journalOf(practice);
          await killLauncher(practice);
          practice = await startPractice(data, port, ...SPEED);
          const after = await journalOf(practice);
          assert.deepEqual(after.slice(0, before.length), before);
          await booksEqualTheVenues(practice);
        },
      );
      await started("Ctrl-C ends all of it", async () => {
        assert.equal(await stopPractice(practice), 130);
        assert.ok(await isStopped(data));
      });
    } finally {
      await endPractice(practice);
      await Deno.remove(parent, { recursive: true });
    }
  },
});

const CHANGED = `subscription ($id: ID!, $after: String) {
  positionChanged(agentId: $id, after: $after) {
    cursor position { id symbol status quantity highWatermark overnight }
  }
}`;

interface Changed {
  positionChanged: {
    cursor: string;
    position: { id: string; status: string; quantity: number };
  };
}

/** From the first cursor on, so that nothing of it can have been missed. */
async function sees(practice: Practice): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 60_000);
  const seen = new Map<string, string[]>();
  const cursors: number[] = [];
  const variables = { id: AGENT, after: "0" };
  for await (
    const { positionChanged } of hear<Changed>(
      practice,
      CHANGED,
      variables,
      stop.signal,
    )
  ) {
    const { cursor, position: { id, status, quantity } } = positionChanged;
    cursors.push(Number(cursor));
    const life = seen.get(id) ?? [];
    seen.set(id, [...life, `${status} ${quantity}`]);
    // Opened, changed on its way, and closed.
    if (status === "CLOSED" && life.length >= 2) break;
  }
  clearTimeout(timer);
  stop.abort();
  assert.deepEqual(cursors, [...new Set(cursors)].sort((a, b) => a - b));
  const rows = await journalOf(practice);
  const kinds = new Set(rows.map(({ kind }) => kind));
  for (const kind of ["session", "cycle", "decision", "order", "fill"]) {
    assert.ok(kinds.has(kind), `no ${kind} in the journal`);
  }
  assert.ok(
    rows.some(({ kind, body }) =>
      kind === "cycle" && JSON.parse(body).mode === "scan"
    ),
  );
}

async function killsAgent(practice: Practice): Promise<void> {
  const before = await whileHolding(practice);
  const pid = await pidOf(practice, PROCESS);
  Deno.kill(pid, "SIGKILL");
  await until("a new process of the agent", async () => {
    const { agent } = await ask<AgentAlive>(practice, ALIVE, { id: AGENT });
    return agent.process.alive && agent.process.takenAt > before.takenAt;
  }, practice.said);
  const orders = await ordersOf(practice);
  assert.deepEqual(orders.filter(({ status }) => status === "UNKNOWN"), []);
  for (const held of before.positions) {
    const { highWatermark } = (await positionsOf(practice))
      .find(({ id }) => id === held.id)!;
    assert.ok(Number(highWatermark) >= Number(held.highWatermark));
  }
  // An order sent twice would show in the venue's cash and shares.
  await booksEqualTheVenues(practice);
  assert.doesNotMatch(practice.said(), /Nobody works for/, "it came back");
}

/** What watches the agents takes little, takes nothing from the living, and comes back too. */
async function killsSentinel(practice: Practice): Promise<void> {
  const pid = await pidOf(practice, SENTINEL);
  const mb = await residentMb(pid);
  assert.ok(mb <= SENTINEL_MB, `${mb} MB`);
  const { agent } = await ask<AgentAlive>(practice, ALIVE, { id: AGENT });
  Deno.kill(pid, "SIGKILL");
  await until(
    "another sentinel",
    () => /sentinel of intl_claude is back/.test(practice.said()),
    practice.said,
  );
  assert.notEqual(await pidOf(practice, SENTINEL), pid);
  const after = await ask<AgentAlive>(practice, ALIVE, { id: AGENT });
  assert.equal(after.agent.process.takenAt, agent.process.takenAt);
}

async function killsVenue(practice: Practice): Promise<void> {
  // One that still begins would end: only who has begun waits.
  await until(
    "the agent that was killed before",
    () => /^intl_claude is back/m.test(practice.said()),
    practice.said,
  );
  const before = await journalOf(practice);
  const agent = await pidOf(practice, PROCESS);
  const pid = await pidOf(practice, "practice/main.ts");
  Deno.kill(pid, "SIGKILL");
  await until(
    "another venue",
    async () =>
      await pidOf(practice, "practice/main.ts").catch(() => pid) !== pid,
    practice.said,
  );
  await booksEqualTheVenues(practice);
  assert.deepEqual((await journalOf(practice)).slice(0, before.length), before);
  assert.equal(await pidOf(practice, PROCESS), agent, "it waited in its place");
}

interface AgentAlive {
  agent: { process: { alive: boolean; takenAt: string } };
}
const ALIVE =
  `query ($id: ID!) { agent(id: $id) { process { alive takenAt } } }`;

interface Held {
  id: string;
  symbol: string;
  status: string;
  quantity: number;
  highWatermark: string;
}

/** Open positions of a moment in which there are some. */
async function whileHolding(practice: Practice) {
  let positions: Held[] = [];
  await until("an open position", async () => {
    positions = (await positionsOf(practice)).filter(({ status }) =>
      status === "OPEN"
    );
    return positions.length > 0;
  }, practice.said);
  const { agent } = await ask<AgentAlive>(practice, ALIVE, { id: AGENT });
  return { positions, takenAt: agent.process.takenAt };
}

async function positionsOf(practice: Practice): Promise<Held[]> {
  return await all(
    practice,
    "positions",
    "id symbol status quantity highWatermark",
  );
}

async function ordersOf(practice: Practice) {
  return await all<{ id: string; status: string }>(
    practice,
    "orders",
    "id status",
  );
}

async function journalOf(practice: Practice) {
  return await all<
    { seq: number; kind: string; subject: string; body: string }
  >(
    practice,
    "journal",
    "seq kind subject body",
  );
}

/** Every page of a list. */
async function all<T>(
  practice: Practice,
  list: string,
  fields: string,
): Promise<T[]> {
  const query = `query ($id: ID!, $after: String) {
    list: ${list}(agentId: $id, first: 100, after: $after) {
      edges { node { ${fields} } } pageInfo { hasNextPage endCursor }
    }
  }`;
  interface Page {
    list: {
      edges: { node: T }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  }
  const nodes: T[] = [];
  let after: string | null = null;
  for (;;) {
    const { list }: Page = await ask<Page>(practice, query, {
      id: AGENT,
      after,
    });
    nodes.push(...list.edges.map(({ node }) => node));
    if (!list.pageInfo.hasNextPage) return nodes;
    after = list.pageInfo.endCursor;
  }
}
