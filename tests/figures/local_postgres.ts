/** How long the embedded PostgreSQL takes to be there, and how much memory it has. @module */
import type { LocalPostgres } from "../../core/adapters/local_postgres/open.ts";
import {
  asOwner,
  command,
  open,
  pidOf,
  withFolder,
} from "../local_postgres/folders.ts";
import type { Figure } from "./figure.ts";

const DATABASES = ["catalyst_dev", "catalyst_intl", "catalyst_research"];
const WARM_STARTS = 5;
/** Three agents with four each. */
const BUSY_CONNECTIONS = 12;

/** On a folder of its own; a start ends with the first answer to a query. */
export async function localPostgresFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  const add = (name: string, atMost: number, seen: number) =>
    figures.push({ name, atMost, seen: Math.round(seen * 10) / 10 });
  await withFolder(async (folder) => {
    const first = await timed(() => openAndAsk(folder, DATABASES));
    add("first start with three databases, ms", 4_000, first.ms);
    await first.local.close();
    const warm = await warmStarts(folder);
    add("warm start, median ms", 500, warm[Math.floor(warm.length / 2)]!);
    add("warm start, worst ms", 500, warm.at(-1)!);
    const local = await open(folder);
    const adopted = await timed(() => openAndAsk(folder));
    add("adopting, ms", 500, adopted.ms);
    await adopted.local.close();
    add("server at rest, MB", 60, await pssMb(folder));
    await withConnections(local, async () => {
      add(
        `server with ${BUSY_CONNECTIONS} connections, MB`,
        60,
        await pssMb(folder),
      );
    });
    await local.close();
  });
  return figures;
}

async function warmStarts(folder: string): Promise<number[]> {
  const times: number[] = [];
  for (let start = 0; start < WARM_STARTS; start++) {
    const { ms, local } = await timed(() => openAndAsk(folder));
    times.push(ms);
    await local.close();
  }
  return times.sort((a, b) => a - b);
}

async function openAndAsk(
  folder: string,
  databases: string[] = [],
): Promise<LocalPostgres> {
  const local = await open(folder);
  await asOwner(local.urlOf("owner", "postgres"), async (sql) => {
    for (const name of databases) {
      await sql.unsafe(`create database ${name} strategy wal_log`);
    }
    await sql`select 1`;
  });
  return local;
}

async function timed(work: () => Promise<LocalPostgres>) {
  const began = performance.now();
  const local = await work();
  return { local, ms: performance.now() - began };
}

/** Each has written and read a table of its own. */
async function withConnections(
  local: LocalPostgres,
  work: () => Promise<void>,
): Promise<void> {
  const done = Promise.withResolvers<void>();
  const ready: Promise<void>[] = [];
  const ended = Array.from({ length: BUSY_CONNECTIONS }, (_, i) => {
    const isReady = Promise.withResolvers<void>();
    ready.push(isReady.promise);
    const url = local.urlOf("owner", DATABASES[i % DATABASES.length]!);
    return asOwner(url, async (sql) => {
      await sql.unsafe(
        `create table rows_${i} as select n, md5(n::text) as text
         from generate_series(1, 2000) n`,
      );
      await sql.unsafe(`select text, count(*) from rows_${i} group by text`);
      isReady.resolve();
      await done.promise;
    });
  });
  await Promise.all(ready);
  await work();
  done.resolve();
  await Promise.all(ended);
}

/** What the postmaster and its children have for themselves, and their part of what they share. */
async function pssMb(folder: string): Promise<number> {
  const postmaster = await pidOf(folder);
  const children = await command(
    "cat",
    `/proc/${postmaster}/task/${postmaster}/children`,
  );
  const pids = [String(postmaster), ...children.trim().split(/\s+/)];
  const maps = await command(
    "cat",
    ...pids.map((pid) => `/proc/${pid}/smaps_rollup`),
  );
  const kilobytes = [...maps.matchAll(/^Pss:\s+(\d+) kB/gm)]
    .reduce((sum, [, kb]) => sum + Number(kb), 0);
  return kilobytes / 1_000;
}
