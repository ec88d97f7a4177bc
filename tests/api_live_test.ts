/** Changes as they happen: nothing missed, nothing twice, and whoever does not read harms nobody. */
import assert from "node:assert/strict";
import postgres from "postgres";
import type { LiveOptions } from "../api/live.ts";
import { listen } from "./api/events.ts";
import { type Proxy, startProxy } from "./database/proxy.ts";
import { AT } from "./order_life/samples.ts";
import { held } from "./api/memory.ts";
import { ask, dataOf, type Json, serve, type Served } from "./api/served.ts";
import { begin, buy, seal, sell } from "./api/trades.ts";
import { ignore } from "./postgres.ts";

function test(
  name: string,
  check: (served: Served) => Promise<void>,
  live: Partial<LiveOptions> = {},
) {
  Deno.test({
    name,
    ignore,
    async fn() {
      const served = await serve(live);
      try {
        await begin(served.books.books);
        await seal(served.books.database);
        await check(served);
        assert.deepEqual(served.reported, []);
      } finally {
        await served.close();
      }
    },
  });
}

function changes(after?: string): string {
  const place = after ? `, after: "${after}"` : "";
  return `subscription { positionChanged(agentId: "dev_claude"${place}) {
    cursor at position { id symbol status quantity realizedPnl currency agent { id } } } }`;
}

const ROWS = `subscription { journalAppended(agentId: "dev_claude") {
  seq kind subject } }`;

/** Writes `count` rows of `bytes` each into the journal, and seals them. */
async function fill(
  { books: { database } }: Served,
  count: number,
  bytes: number,
): Promise<void> {
  await database.write((sql) =>
    sql`insert into ops.journal (agent, kind, subject, at, body)
      select 'dev_claude', 'note', n::text, now(), repeat('x', ${bytes}::int)
      from generate_series(1, ${count}::int) n`
  );
  await seal(database);
}

test("a position is told as it opens and closes, each with its cursor", async (served) => {
  const { books, database } = served.books;
  const listener = await listen(served, changes());
  assert.equal(listener.response.status, 200);
  const { headers } = listener.response;
  assert.match(headers.get("content-type")!, /^text\/event-stream/);
  assert.equal(headers.get("x-accel-buffering"), "no");
  assert.match(headers.get("cache-control")!, /no-transform/);
  await buy(books, "a-1", "CPB");
  await sell(books, "a-1", "a-2");
  await seal(database);
  const [opened, closed] = await listener.take(2);
  const { cursor, ...event } = opened!.data.data.positionChanged;
  assert.deepEqual(event, {
    at: "2026-06-15T14:00:00Z",
    position: {
      id: "a-1",
      symbol: "CPB",
      status: "OPEN",
      quantity: 50,
      realizedPnl: "0.000000",
      currency: "USD",
      agent: { id: "dev_claude" },
    },
  });
  assert.deepEqual([opened!.event, opened!.id], ["next", cursor]);
  const after = closed!.data.data.positionChanged;
  assert.deepEqual(
    [after.position.status, after.position.realizedPnl],
    ["CLOSED", "-185.000000"],
  );
  assert.ok(Number(after.cursor) > Number(cursor));
  listener.cut();
});

test("whoever is killed and comes back after its cursor misses nothing and hears nothing twice", async (served) => {
  const { books, database } = served.books;
  const heard: string[] = [];
  const next = async (stream: Awaited<ReturnType<typeof listen>>) => {
    const [{ data, id }] = await stream.take(1) as [Json];
    heard.push(data.data.positionChanged.position.id);
    return id;
  };
  const first = await listen(served, changes());
  for (const i of [1, 2]) await buy(books, `a-${i}`, `S${i}`);
  await seal(database);
  await next(first);
  const cursor = await next(first);
  first.cut();
  for (const i of [3, 4, 5]) await buy(books, `a-${i}`, `S${i}`);
  await seal(database);
  const second = await listen(served, changes(cursor));
  await next(second);
  const later = await next(second);
  second.cut();
  await buy(books, "a-6", "S6");
  await seal(database);
  // As a browser's EventSource comes back by itself.
  const third = await listen(served, changes(), { "last-event-id": later });
  await next(third);
  await buy(books, "a-7", "S7");
  await seal(database);
  await next(third);
  await next(third);
  third.cut();
  assert.deepEqual(heard, [1, 2, 3, 4, 5, 6, 7].map((i) => `a-${i}`));
});

test("a position that an earlier version wrote is told like any other", async (served) => {
  const { books, database, made } = served.books;
  await buy(books, "a-1", "S1");
  const owner = postgres(made.ownerUrl, { max: 1, onnotice: () => {} });
  await owner.unsafe(`set session_replication_role = replica;
    update ops.journal set body = (body::jsonb - 'protection')::text
    where kind = 'position'`);
  await owner.end();
  await books.setProtection("a-1", "venue", AT);
  await seal(database);
  const listener = await listen(
    served,
    changes("0").replace("symbol", "symbol protection"),
  );
  const events = await listener.take(2);
  assert.deepEqual(
    events.map(({ data }) => data.data.positionChanged.position.protection),
    ["NONE", "VENUE"],
  );
  listener.cut();
});

test(
  "what a listener hears from the start is the journal itself",
  async (served) => {
    const { books, database } = served.books;
    for (let i = 1; i <= 8; i++) await buy(books, `a-${i}`, `S${i}`);
    await seal(database);
    const query = ROWS.replace('"dev_claude"', '"dev_claude", after: "0"');
    const listener = await listen(served, query);
    await buy(books, "a-9", "S9");
    await seal(database);
    const { journal } = await dataOf(
      served,
      `{ journal(agentId: "dev_claude", first: 200) { edges { node { seq kind subject } } } }`,
    );
    const rows = journal.edges.map(({ node }: Json) => node);
    assert.ok(rows.length > 40);
    const events = await listener.take(rows.length);
    assert.deepEqual(
      events.map(({ data }) => data.data.journalAppended),
      rows,
    );
    listener.cut();
  },
  { rowsMax: 5 },
); // most of it is no longer kept

/** 60 MB of rows pass by a mute listener and a healthy one, which hears all of them. */
async function passing(
  served: Served,
  then: () => Promise<void>,
): Promise<void> {
  const mute = await subscribedButMute(served.port);
  const healthy = await listen(served, ROWS);
  try {
    const heard = healthy.take(3_000);
    for (let i = 0; i < 30; i++) await fill(served, 100, 20_000);
    const seqs = (await heard).map(({ data }) => data.data.journalAppended.seq);
    assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i));
    await then();
  } finally {
    healthy.cut();
    mute.close();
  }
  await until(() => served.app.listeners() === 0);
}

test(
  "a listener that never reads costs nothing while it is there",
  async (served) => {
    const before = held();
    await passing(served, async () => {
      assert.equal(served.app.listeners(), 2);
      const more = (held() - before) / 1e6;
      assert.ok(more < 25, `${more} MB more are held`);
    });
  },
  { rowsMax: 200, stallMs: 60_000 },
);

test(
  "a listener that never reads is let go, and nobody else notices",
  async (served) => {
    await passing(served, () => until(() => served.app.listeners() === 1));
  },
  { rowsMax: 200, stallMs: 200 },
);

test("whoever was let go hears why, and where to go on", async (served) => {
  const query = `subscription { journalAppended(agentId: "dev_claude") {
    seq body } }`;
  const listener = await listen(served, query);
  for (let i = 0; i < 40; i++) await fill(served, 50, 20_000);
  await until(() => served.app.listeners() === 0);
  let last;
  let seen = 0;
  for (let event; (event = await listener.next());) {
    if (event.id) seen = Number(event.id);
    if (event.data?.errors) last = event.data.errors[0];
  }
  assert.equal(last.extensions.code, "TOO_FAR_BEHIND");
  assert.match(last.message, /^Cannot follow dev_claude any longer: \d+ rows/);
  const next = await listen(
    served,
    query.replace('"dev_claude"', `"dev_claude", after: "${seen}"`),
  );
  const [event] = await next.take(1);
  assert.equal(event!.data.data.journalAppended.seq, seen + 1);
  next.cut();
}, { rowsMax: 100, stallMs: 100 });

Deno.test({
  name: "a database that goes away and comes back has lost nobody an event",
  ignore,
  async fn() {
    let proxy: Proxy | undefined;
    const served = await serve({}, AT, async (url) => {
      proxy = await startProxy(url);
      return proxy.url;
    });
    const { books, database } = served.books;
    await begin(books);
    await seal(database);
    const listener = await listen(served, changes());
    await buy(books, "a-1", "S1");
    await seal(database);
    const [first] = await listener.take(1);
    proxy!.hangUp();
    await buy(books, "a-2", "S2");
    await seal(database);
    await pause(300);
    const { errors } = await ask(
      served,
      '{ alerts(agentId: "dev_claude") { edges { cursor } } }',
    );
    assert.equal(errors[0].extensions.code, "DATABASE_UNAVAILABLE");
    proxy!.mood = "normal";
    await buy(books, "a-3", "S3");
    await seal(database);
    const events = [first!, ...await listener.take(2)];
    assert.deepEqual(
      events.map(({ data }) => data.data.positionChanged.position.id),
      ["a-1", "a-2", "a-3"],
    );
    listener.cut();
    await served.close();
    await proxy!.close();
    assert.deepEqual(served.reported, []);
  },
});

test("nobody listens, nobody asks", async (served) => {
  const listener = await listen(served, changes());
  await until(() => served.app.listeners() === 1);
  listener.cut();
  await until(() => served.app.listeners() === 0);
  await pause(150);
  served.statements();
  await pause(400);
  assert.equal(served.statements(), 0);
});

test("hundred listeners are one reader", async (served) => {
  const all = await Promise.all(
    Array.from({ length: 100 }, () => listen(served, changes())),
  );
  served.statements();
  await buy(served.books.books, "a-1", "CPB");
  await seal(served.books.database);
  const events = await Promise.all(all.map((one) => one.take(1)));
  assert.equal(new Set(events.map(([event]) => event!.id)).size, 1);
  assert.ok(served.statements() < 30);
  for (const one of all) one.cut();
  await until(() => served.app.listeners() === 0);
});

test("streams end in order when the server does", async (served) => {
  const listener = await listen(served, changes());
  const ended = listener.next();
  await served.app.quiet();
  assert.deepEqual(await ended, { event: "complete", id: null, data: null });
  assert.equal(await listener.next(), undefined);
});

/** What cannot be followed, and why. */
const WRONG: [query: string, because: RegExp][] = [
  [changes("999999"), /after 999999: its journal ends at \d+/],
  [changes("x"), /"x": it is no cursor/],
  [changes().replace("dev_claude", "big_bro"), /big_bro: it does not trade/],
  [changes().replace("dev_claude", "intl_claude"), /Cannot reach it/],
];

test("what cannot be followed is told at once", async (served) => {
  for (const [query, because] of WRONG) {
    const listener = await listen(served, query);
    const event = await listener.next();
    assert.match(event!.data.errors[0].message, because);
    listener.cut();
  }
  assert.equal(served.app.listeners(), 0);
});

test("a subscription is not answered as anything but events", async (served) => {
  const accept = "application/json";
  const { response } = await listen(served, changes(), { accept });
  assert.equal(response.status, 406);
  assert.match(await response.text(), /text\/event-stream/);
  assert.equal(served.app.listeners(), 0);
});

/** A client that subscribes and then leaves everything it is sent where it is. */
async function subscribedButMute(port: number): Promise<Deno.TcpConn> {
  const query =
    `subscription { journalAppended(agentId: "dev_claude") { seq body } }`;
  const body = JSON.stringify({ query });
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = [
    "POST /graphql HTTP/1.1",
    `host: 127.0.0.1:${port}`,
    "content-type: application/json",
    "accept: text/event-stream",
    `content-length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
  await connection.write(new TextEncoder().encode(request));
  await connection.read(new Uint8Array(64)); // it is answered
  return connection;
}

/** Waits until it holds, at most 15 seconds. */
async function until(holds: () => boolean): Promise<void> {
  const late = performance.now() + 15_000;
  while (!holds()) {
    assert.ok(performance.now() < late, `never: ${holds}`);
    await pause(20);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
