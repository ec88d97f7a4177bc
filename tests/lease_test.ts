/** One writer per agent: who gets the lease, when it is lost, and what the database then refuses. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import {
  type Database,
  openDatabase,
} from "../core/adapters/stores/database.ts";
import { LeaseHeld } from "../core/adapters/stores/lease.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { settles } from "./database/opened.ts";
import { startProxy } from "./database/proxy.ts";
import { EXPIRY_MS, take, withBooks } from "./lease/books.ts";
import { STALE, writeRow } from "./lease/rows.ts";
import { ignore } from "./postgres.ts";

const FENCED = [
  "session",
  "state",
  "cycle",
  "decision",
  "order",
  "fill",
  "position",
];

Deno.test({
  name: "a lease is held by one, and the other hears by whom",
  ignore,
  fn: () =>
    withBooks(async ({ database }) => {
      const lease = await take(database, "first");
      // Longer than it lasts, so that it lives by being renewed.
      const until = performance.now() + 2 * EXPIRY_MS;
      while (performance.now() < until) {
        const error = await take(database, "second").catch((error) => error);
        assert.ok(error instanceof LeaseHeld, String(error));
        assert.match(
          error.message,
          /of dev_claude: first has it for [01]\.\d s/,
        );
        assert.ok(lease.held());
        await pause(100);
      }
      await lease.release();
    }),
});

Deno.test({
  name: "every take-over gets the next fence: released, taken again, expired",
  ignore,
  fn: () =>
    withBooks(async ({ database }) => {
      const first = await take(database, "first");
      await first.release();
      const second = await take(database, "second");
      const again = await take(database, "second");
      const lost = settles(new Promise((done) => second.lost.onabort = done));
      await lost;
      assert.ok(!first.held() && !second.held() && again.held());
      await again.release();
      // As of a process that died: nobody renews it.
      const [dead] = await database.write((sql) =>
        sql<[{ fence: number }]>`
          select fence::int from ops.take_lease('dev_claude', 'dead', '', 300)`
      );
      const heir = await settles(takeSoon(database, "heir"));
      const fences = [first, second, again, dead, heir].map((l) => l.fence);
      assert.deepEqual(fences, [1, 2, 3, 4, 5]);
      await heir.release();
    }),
});

Deno.test({
  name: "who cannot renew knows it is lost before anybody else may have it",
  ignore,
  fn: () =>
    withBooks(async ({ outside, url }) => {
      const proxy = await startProxy(url);
      const cutOff = await openDatabase({ url: proxy.url, name: "cut off" });
      const lease = await take(cutOff, "cut off");
      proxy.mood = "frozen";
      for (let expired = false; !expired;) {
        [{ expired }] = await outside.read((sql) =>
          sql<[{ expired: boolean }]>`
            select expires_at <= clock_timestamp() as expired from ops.leases`
        );
        assert.ok(!(expired && lease.held()), "it still believes to hold it");
      }
      assert.ok(lease.lost.aborted);
      await assert.rejects(settles(lease.release()), StoreUnavailable);
      await settles(cutOff.close());
      await proxy.close();
    }),
});

Deno.test({
  name: "what changes the books needs the live fence, nothing else does",
  ignore,
  fn: () =>
    withBooks(async ({ database }) => {
      const stale = await take(database, "stale");
      await stale.release();
      const live = await take(database, "live");
      for (const kind of FENCED) {
        const fences = [live.fence, stale.fence, live.fence + 1, null];
        const written = [];
        for (const fence of fences) {
          written.push(await writeRow(database, fence, "x", kind));
        }
        assert.deepEqual(written, [true, false, false, false], kind);
      }
      for (const kind of ["command", "approval", "learning"]) {
        assert.ok(await writeRow(database, null, "x", kind), kind);
      }
      await live.release();
      assert.equal(await writeRow(database, live.fence, "x"), false);
      const refused = database.write((sql) =>
        sql`select ops.require_fence('dev_claude', ${live.fence})`
      );
      await assert.rejects(refused, {
        code: STALE,
        message: `Cannot write: fence ${live.fence} of dev_claude is stale`,
      });
    }),
});

/** Takes it as soon as it has expired. */
async function takeSoon(database: Database, holder: string) {
  for (;;) {
    try {
      return await take(database, holder);
    } catch (error) {
      if (!(error instanceof LeaseHeld)) throw error;
      await pause(20);
    }
  }
}
