/**
 * What the journal costs and how far its seal lags behind: 16 connections of one
 * process, beside a floor of the same minute, as bare commits cost what the
 * disk wants. Needs CATALYST_TEST_POSTGRES with fsync on.
 *
 * @module
 */
import process from "node:process";
import postgres from "postgres";
import {
  type Database,
  openDatabase,
} from "../../core/adapters/stores/database.ts";
import {
  lastSealed,
  SEALED_CHANNEL,
} from "../../core/adapters/stores/journal_tail.ts";
import { sealAll, startSealer } from "../../core/adapters/stores/sealer.ts";
import { verifyJournal } from "../../core/adapters/stores/verify_journal.ts";
import { takeLease } from "../../core/adapters/stores/lease.ts";
import { PostgresBooks } from "../../core/adapters/stores/trading/books.ts";
import { devClaude } from "../../core/agents/dev_claude.ts";
import { us } from "../../core/market/us.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import { freshDatabase } from "../postgres.ts";
import { AT, decisionOf, intent } from "../order_life/samples.ts";
import { cycle, session } from "../order_life/store_samples.ts";
import type { Figure } from "./figure.ts";

type Work = (writer: number) => Promise<unknown>;

const WRITERS = 16;
const ROUNDS = 3;
/** How long each kind of commit is counted in each round. */
const RUN_MS = 2_000;
const WARM_MS = 500;
const BODY = JSON.stringify(intent());

/** Medians of rounds in which every kind of commit has its turn. */
export async function journalFigures(): Promise<Figure[]> {
  const desk = await openDesk();
  try {
    const seen = await rounds(desk);
    const { rows, seconds, fault } = await verifyJournal(desk.database);
    if (fault) throw new Error(`Cannot trust these figures: ${fault.text}`);
    return [
      { name: "floor: bare commits of one row, per s", seen: seen.bare },
      {
        name: "change and journal row, not sealed, per s",
        seen: seen.unsealed,
      },
      { name: "the same, sealed, per s", seen: seen.sealed, atLeast: 3_500 },
      {
        name: "trading states through the books, sealed, per s",
        seen: seen.states,
        atLeast: 3_500,
      },
      {
        name: "decisions through the books, sealed, per s",
        seen: seen.decisions,
      },
      { name: "seal lag, p50 ms", seen: seen.lagP50Ms },
      { name: "seal lag, p99 ms", seen: seen.lagP99Ms, atMost: 100 },
      { name: "CPU of the writing process, cores", seen: seen.cores },
      { name: "verify, rows per s", seen: Math.round(rows / seconds) },
    ];
  } finally {
    await desk.close();
  }
}

async function rounds(desk: Desk) {
  const work = await workOn(desk);
  const seen: Record<
    | "bare"
    | "unsealed"
    | "sealed"
    | "states"
    | "decisions"
    | "lagP50Ms"
    | "lagP99Ms"
    | "cores",
    number[]
  > = {
    bare: [],
    unsealed: [],
    sealed: [],
    states: [],
    decisions: [],
    lagP50Ms: [],
    lagP99Ms: [],
    cores: [],
  };
  for (let round = 0; round < ROUNDS; round++) {
    seen.bare.push((await counted(work.bare)).perSecond);
    seen.unsealed.push((await counted(work.change)).perSecond);
    const plain = await whileSealing(desk, () => counted(work.change));
    seen.sealed.push(plain.perSecond);
    const states = await whileSealing(desk, () => counted(work.state));
    seen.states.push(states.perSecond);
    const books = await whileSealing(desk, () => counted(work.decide));
    seen.decisions.push(books.perSecond);
    seen.cores.push(books.cores);
    const lags = [...plain.lags, ...states.lags, ...books.lags];
    seen.lagP50Ms.push(quantile(lags, 0.5));
    seen.lagP99Ms.push(quantile(lags, 0.99));
  }
  return Object.fromEntries(
    Object.entries(seen).map(([name, values]) => [name, quantile(values, 0.5)]),
  ) as Record<keyof typeof seen, number>;
}

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** New books with a connection for each writer, one for the sealer and one for the lease. */
async function openDesk() {
  const { ownerUrl: url, drop } = await freshDatabase("dev");
  const database = await openDatabase({
    url,
    name: "figures",
    max: WRITERS + 2,
  });
  const lease = await takeLease(database, {
    agent: devClaude.id,
    holder: "figures",
    build: "figures",
  });
  const books = await PostgresBooks.open({
    database,
    agent: devClaude,
    market: us,
    broker: "PRACTICE",
    account: "figures",
    parameters: { ...firstVersion(devClaude), id: "a-p1" },
    lease,
  });
  const close = async () => {
    await lease.release();
    await database.close();
    await drop();
  };
  return { url, database, lease, books, close };
}

/** The kinds of commit that are counted. */
async function workOn(
  { books, database, lease }: Desk,
): Promise<Record<"bare" | "change" | "state" | "decide", Work>> {
  await expectDurable(database);
  await books.openSession(session());
  for (let writer = 0; writer < WRITERS; writer++) {
    await books.recordCycle(cycle(`c-${writer}`), []);
  }
  await database.transaction(async (sql) => {
    await sql`create table bare (id bigint generated always as identity primary key, body text)`;
    await sql`create table counts (writer int primary key, n int not null)`;
    await sql`insert into counts select w, 0 from generate_series(0, ${
      WRITERS - 1
    }::int) w`;
  });
  let made = 0;
  return {
    bare: () =>
      database.write((sql) => sql`insert into bare (body) values (${BODY})`),
    change: (writer) =>
      database.write((sql) =>
        sql`with entry as (
              insert into ops.journal (agent, fence, kind, subject, at, body)
              values (${lease.agent}, ${lease.fence}, 'order', 'a-1', now(), ${BODY})
            ) update counts set n = n + 1 where writer = ${writer}`
      ),
    state: () => {
      const cause = "operator";
      return books.setState({ state: "halted", cause, reason: "", at: AT });
    },
    decide: (writer) => {
      const order = intent({ id: `d-${++made}` });
      return books.recordDecision(decisionOf(order, `c-${writer}`));
    },
  };
}

/** Without fsync every figure would be a fine one. */
async function expectDurable(database: Database): Promise<void> {
  const [row] = await database.read((sql) =>
    sql<[{ durable: boolean }]>`
      select current_setting('fsync') = 'on'
        and current_setting('synchronous_commit') = 'on' as durable`
  );
  if (!row.durable) {
    throw new Error(
      "Cannot measure commits: fsync or synchronous_commit is off",
    );
  }
}

/** Every writer on its own, one commit after the other. */
async function counted(
  work: Work,
): Promise<{ perSecond: number; cores: number }> {
  const until = performance.now() + WARM_MS + RUN_MS;
  let commits = 0;
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (; performance.now() < until; commits++) await work(writer);
  });
  await new Promise((done) => setTimeout(done, WARM_MS));
  const [began, before, cpu] = [performance.now(), commits, process.cpuUsage()];
  await Promise.all(writers);
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: Math.round((commits - before) / ms * 1_000),
    cores: (user + system) / 1_000 / ms,
  };
}

/** Counts while this process seals, and says how late each row was known as sealed. */
async function whileSealing(
  { database, url }: Desk,
  count: () => ReturnType<typeof counted>,
) {
  await sealAll(database);
  const before = await lastSealed(database);
  const reader = postgres(url, { max: 1 });
  const heard: { seq: number; at: number }[] = [];
  await reader.listen(SEALED_CHANNEL, (seq) => {
    heard.push({
      seq: Number(seq),
      at: performance.timeOrigin + performance.now(),
    });
  });
  const sealer = startSealer(database);
  const figures = await count();
  await sealer.stop();
  await reader`select`; // what was notified before this is heard
  const rows = await reader<{ seq: string; at: number }[]>`
    select seq, (extract(epoch from recorded_at) * 1000)::float8 as at
    from ops.seals join ops.journal using (xid, id)
    where seq > ${before} order by seq`;
  await reader.end();
  const lags = rows.flatMap((row) => {
    const first = heard.find(({ seq }) => seq >= Number(row.seq));
    return first ? [first.at - row.at] : [];
  });
  return { ...figures, lags };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)]!;
}
