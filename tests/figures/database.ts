/**
 * How soon a client goes on after its backend was killed, how long a call takes
 * while PostgreSQL is frozen, and who writes when an agent is started twice.
 *
 * @module
 */
import {
  type Database,
  openDatabase,
} from "../../core/adapters/stores/database.ts";
import { Kills, MOMENTS } from "../database/kills.ts";
import { withDatabase } from "../database/opened.ts";
import { doubleStart } from "../lease/process.ts";
import { rowsByFence } from "../lease/rows.ts";
import { command, open, pidOf, withFolder } from "../local_postgres/folders.ts";
import type { Figure } from "./figure.ts";

const KILLS_PER_MOMENT = 20;
const DOUBLE_STARTS = 20;
const ROWS = 5;
const RECOVERY_MAX_MS = 250;
const SETTLE_MAX_MS = 5_000;

export async function databaseFigures(): Promise<Figure[]> {
  return [
    ...await killFigures(),
    ...await frozenFigures(),
    await doubleStartFigure(),
  ];
}

/** A hung call would end this with an error. */
async function killFigures(): Promise<Figure[]> {
  const all: number[] = [];
  const figures: Figure[] = [];
  const add = (name: string, sorted: number[]) => {
    const at = (share: number) =>
      rounded(sorted[Math.ceil(share * sorted.length) - 1]!);
    for (
      const [word, share] of [["p50", 0.5], ["p99", 0.99], ["max", 1]] as const
    ) {
      figures.push({
        name: `${name}, ${word} ms`,
        atMost: RECOVERY_MAX_MS,
        seen: at(share),
      });
    }
  };
  for (const moment of MOMENTS) {
    await withDatabase({}, async ({ database, outside }) => {
      const kills = new Kills(database, outside);
      await kills.prepare();
      for (let i = 0; i < KILLS_PER_MOMENT; i++) await kills.kill(moment);
      await kills.verify();
      all.push(...kills.recoveriesMs);
      add(
        `recovery of ${KILLS_PER_MOMENT} killed while ${moment}`,
        kills.recoveriesMs.toSorted((a, b) => a - b),
      );
    });
  }
  add(`recovery of all ${all.length} killed`, all.toSorted((a, b) => a - b));
  return figures;
}

/** Postmaster and backends stopped: each kind of call, two more than there are connections. */
async function frozenFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  await withFolder(async (folder) => {
    const local = await open(folder);
    const url = local.urlOf("owner", "postgres");
    const database = await openDatabase({ url, name: "frozen" });
    const pids = await serverPids(folder);
    for (const pid of pids) Deno.kill(pid, "SIGSTOP");
    const calls = [
      openDatabase({ url, name: "late" }),
      ...[1, 2].flatMap(() => askEach(database)),
    ];
    const settled = await Promise.all(calls.map(settleMs));
    for (const pid of pids) Deno.kill(pid, "SIGCONT");
    const thawed = performance.now();
    await database.write((sql) => sql`select 1`);
    figures.push({
      name: `a call while PostgreSQL is frozen, worst of ${calls.length}, ms`,
      atMost: SETTLE_MAX_MS,
      seen: rounded(Math.max(...settled)),
    }, {
      name: "first write after the thaw, ms",
      atMost: RECOVERY_MAX_MS,
      seen: rounded(performance.now() - thawed),
    });
    await database.close();
    await local.close();
  });
  return figures;
}

function askEach(database: Database): Promise<unknown>[] {
  return [
    database.read((sql) => sql`select 1`),
    database.write((sql) => sql`select 1`),
    database.transaction((sql) => sql`select 1`),
  ];
}

/** How long it took to be refused: a frozen server answers nobody. */
async function settleMs(call: Promise<unknown>): Promise<number> {
  const start = performance.now();
  const answered = await call.then(() => true, () => false);
  if (answered) throw new Error("Cannot measure: the server was not frozen");
  return performance.now() - start;
}

async function serverPids(folder: string): Promise<number[]> {
  const postmaster = await pidOf(folder);
  const children = await command("ps", "-o", "pid=", "--ppid", `${postmaster}`);
  return [postmaster, ...children.trim().split(/\s+/).map(Number)];
}

async function doubleStartFigure(): Promise<Figure> {
  let alone = 0;
  await withDatabase({ kind: "dev" }, async ({ url, outside }) => {
    for (let round = 1; round <= DOUBLE_STARTS; round++) {
      const told = Object.keys(await doubleStart(url, `${round}`, ROWS));
      const rows = (await rowsByFence(outside))
        .filter(({ subject }) => subject.startsWith(`${round} `));
      const one = rows.length === 1 && rows[0]!.count === ROWS;
      if (one && told.length === 1 && told[0] === rows[0]!.subject) alone++;
    }
  });
  return {
    name: `double starts of ${DOUBLE_STARTS} without exactly one writer`,
    atMost: 0,
    seen: DOUBLE_STARTS - alone,
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
