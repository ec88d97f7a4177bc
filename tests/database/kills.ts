/** Backends killed under a client that writes pairs: what was acknowledged, and how soon it goes on. */
import assert from "node:assert/strict";
import type { Database } from "../../core/adapters/stores/database.ts";
import { StoreUnavailable } from "../../core/ports.ts";
import { backendOf, settles } from "./opened.ts";

/** When the backend dies: between calls, during one, or just as calls are sent. */
export const MOMENTS = ["idle", "active", "racing"] as const;
export type Moment = typeof MOMENTS[number];

const RACERS = 6;

export class Kills {
  /** Milliseconds from each kill to the first write acknowledged after it. */
  readonly recoveriesMs: number[] = [];
  #acknowledged = new Set<number>();
  #last = 0;

  constructor(readonly database: Database, readonly outside: Database) {}

  async prepare(): Promise<void> {
    await this.database.write((sql) =>
      sql`create table pairs (n int, half text, primary key (n, half))`
    );
  }

  /** Kills the backend that answers next, then writes until that works again. */
  async kill(moment: Moment): Promise<void> {
    const victim = await settles(this.database.read(backendOf));
    const underWay: Promise<unknown>[] = [];
    if (moment === "active") {
      underWay.push(this.#longWrite());
      await settles(this.#asleep(victim));
    }
    const kill = () =>
      this.outside.write((sql) =>
        sql`select pg_terminate_backend(${victim}::int, 5000)`
      );
    if (moment === "racing") {
      underWay.push(kill());
      for (let n = 0; n < RACERS; n++) underWay.push(this.#pair());
    } else await kill();
    const start = performance.now();
    while (!await settles(this.#pair()));
    this.recoveriesMs.push(performance.now() - start);
    await settles(Promise.allSettled(underWay));
  }

  /** Everything acknowledged is there, and nothing is there by half. */
  async verify(): Promise<void> {
    const rows = await settles(
      this.database.read((sql) =>
        sql<{ n: number; halves: number }[]>`
        select n, count(*)::int as halves from pairs group by n`
      ),
    );
    assert.deepEqual(rows.filter(({ halves }) => halves !== 2), []);
    const found = new Set(rows.map(({ n }) => n));
    assert.deepEqual([...this.#acknowledged.difference(found)], []);
  }

  /** Whether a pair was acknowledged; if not, it may be there or not. */
  async #pair(): Promise<boolean> {
    const n = ++this.#last;
    try {
      await this.database.transaction(async (sql) => {
        await sql`insert into pairs values (${n}, 'left')`;
        await sql`insert into pairs values (${n}, 'right')`;
      });
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return false;
    }
    this.#acknowledged.add(n);
    return true;
  }

  /** A write that only a kill ends. */
  async #longWrite(): Promise<void> {
    const write = this.database.write((sql) => sql`select pg_sleep(60)`);
    await assert.rejects(write, StoreUnavailable);
  }

  async #asleep(backend: number): Promise<void> {
    for (let count = 0; count === 0;) {
      [{ count }] = await this.outside.read((sql) =>
        sql<[{ count: number }]>`
          select count(*)::int from pg_stat_activity
          where pid = ${backend} and wait_event = 'PgSleep'`
      );
    }
  }
}
