/** The overseer's row of what the agents share: kept under its lease, by itself alone. */
import assert from "node:assert/strict";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { type Lease, takeLease } from "../core/adapters/stores/lease.ts";
import { PostgresOverseer } from "../core/adapters/stores/research/overseer.ts";
import { bigBro } from "../core/agents/big_bro.ts";
import { oversee } from "../core/flows/oversee.ts";
import { nextAfter } from "../core/adapters/cron.ts";
import type { Instant } from "../core/time.ts";
import { at } from "./desk.ts";
import { freshDatabase, ignore } from "./postgres.ts";

interface State {
  current_mode: string;
  status_message: string;
  next_scheduled_wake: string | null;
  error_count_today: number;
  last_error: string | null;
  woken: boolean;
}

interface Opened {
  store: PostgresOverseer;
  lease: Lease;
  state(): Promise<State>;
}

function test(name: string, check: (opened: Opened) => Promise<void>) {
  Deno.test({
    name,
    ignore,
    async fn() {
      const made = await freshDatabase("research");
      const url = made.urlOf(bigBro.id);
      const database = await openDatabase({ url, name: "overseer test" });
      const agent = bigBro.id;
      const holder = "test";
      const lease = await takeLease(database, { agent, holder, build: "" });
      const state = async () =>
        (await database.read((sql) =>
          sql<State[]>`select *, last_wake_at is not null as woken
            from claude_state where agent_id = ${agent}`
        ))[0]!;
      try {
        const store = new PostgresOverseer({ database, agent, lease });
        await check({ store, lease, state });
        const [others] = await database.read((sql) =>
          sql`select count(*)::int as touched from claude_state
            where agent_id <> ${agent} and status_message is not null`
        );
        assert.equal(others!.touched, 0);
      } finally {
        await lease.release();
        await database.close();
        await made.drop();
      }
    },
  });
}

test("What the overseer tells stands in its row, and no journal row with it", async ({ store, state }) => {
  let now: number = at("2026-01-14T01:00:00Z");
  const end = at("2026-01-14T07:00:00Z");
  await oversee({
    agent: bigBro,
    clock: {
      now: () => now as Instant,
      until: async (at) => (now = at) > 0,
    },
    store,
    nextAfter: (pattern, after) => nextAfter(pattern, "UTC", after),
  }, end);
  const { current_mode, status_message, next_scheduled_wake, woken } =
    await state();
  assert.deepEqual([current_mode, woken], ["sleeping", true]);
  assert.equal(
    status_message,
    "Heartbeat at 2026-01-14T06:00:00Z, the next at 2026-01-14T18:00:00Z",
  );
  assert.match(next_scheduled_wake!, /^2026-01-14 18:00:00/);
});

test("What ended it is on record and counted", async ({ store, state }) => {
  await store.fail("The venue is gone");
  await store.fail("Again");
  const failed = await state();
  assert.deepEqual(
    [failed.current_mode, failed.last_error, failed.error_count_today],
    ["error", "Again", 2],
  );
  await store.tell({ mode: "awake", message: "Back", nextAt: null });
  const back = await state();
  assert.deepEqual([back.current_mode, back.error_count_today], ["awake", 2]);
  assert.deepEqual([back.last_error, back.next_scheduled_wake], [
    "Again",
    null,
  ]);
});

test("Whoever lost the lease tells nothing more", async ({ store, lease, state }) => {
  await store.tell({ mode: "awake", message: "First", nextAt: null });
  await lease.release();
  await assert.rejects(
    store.tell({ mode: "sleeping", message: "Late", nextAt: null }),
    /stale/,
  );
  assert.equal((await state()).status_message, "First");
});
