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
import { decisionOf, intent } from "../order_life/samples.ts";
import { cycle, session } from "../order_life/store_samples.ts";

export interface JournalFigures {
  /** Commits per second, each round's: one row into a table of two columns. */
  bare: number[];
  /** A counter and the journal row that says so, in one statement; nobody seals. */
  unsealed: number[];
  /** The same while this process seals. */
  sealed: number[];
  /** Decisions through the books, while this process seals. */
  decisions: number[];
  /** From a row being written to a reader hearing that it is sealed: 50 and 99 %. */
  lagP50Ms: number[];
  lagP99Ms: number[];
  /** CPU of this process while it writes and seals, in cores. */
  cores: number[];
  verifyRowsPerSecond: number;
}

type Work = (writer: number) => Promise<unknown>;

const WRITERS = 16;
const WARM_MS = 500;
const BODY = JSON.stringify(intent());

/** @param runMs How long each kind of commit is counted in each round. */
export async function journalFigures(
  rounds = 3,
  runMs = 2_000,
): Promise<JournalFigures> {
  const desk = await openDesk();
  try {
    const work = await workOn(desk);
    const figures: Omit<JournalFigures, "verifyRowsPerSecond"> = {
      bare: [],
      unsealed: [],
      sealed: [],
      decisions: [],
      lagP50Ms: [],
      lagP99Ms: [],
      cores: [],
    };
    for (let round = 0; round < rounds; round++) {
      figures.bare.push((await counted(work.bare, runMs)).perSecond);
      figures.unsealed.push((await counted(work.change, runMs)).perSecond);
      const { perSecond, cores, lags } = await whileSealing(
        desk,
        () => counted(work.change, runMs),
      );
      figures.sealed.push(perSecond);
      figures.cores.push(cores);
      figures.lagP50Ms.push(quantile(lags, 0.5));
      figures.lagP99Ms.push(quantile(lags, 0.99));
      const books = await whileSealing(
        desk,
        () => counted(work.decide, runMs),
      );
      figures.decisions.push(books.perSecond);
    }
    const { rows, seconds, fault } = await verifyJournal(desk.database);
    if (fault) throw new Error(`Cannot trust these figures: ${fault.text}`);
    return { ...figures, verifyRowsPerSecond: Math.round(rows / seconds) };
  } finally {
    await desk.close();
  }
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
): Promise<Record<"bare" | "change" | "decide", Work>> {
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
  runMs: number,
): Promise<{ perSecond: number; cores: number }> {
  const until = performance.now() + WARM_MS + runMs;
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
  return Math.round(sorted[Math.floor((sorted.length - 1) * share)]!);
}

if (import.meta.main) console.log(await journalFigures());
