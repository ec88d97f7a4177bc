/** Closed trades arrive in catalyst_research once each, wherever a carrier dies. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { lastSealed } from "../core/adapters/stores/journal_tail.ts";
import { deadAfter, Fuse, killedAt } from "./carrier/crashes.ts";
import {
  carries,
  closedTrades,
  countsIn,
  type Two,
} from "./carrier/two_databases.ts";

const DIED: [how: string, dying: typeof killedAt][] = [
  ["backend is killed in front of any statement", killedAt],
  ["process dies after any call", deadAfter],
];
for (const [how, dying] of DIED) {
  carries(`each trade arrives once when its ${how}`, async (two) => {
    await closedTrades(two.books, 2);
    let steps = 0;
    for (let struck = true; struck; steps++) {
      await startAfresh(two);
      const fuse = new Fuse(steps);
      const research = dying(fuse, two.research);
      const books = dying === deadAfter ? dying(fuse, two.source) : two.source;
      const first = two.carry({ books, research });
      const failed = await first.then(() => false, () => true);
      struck = fuse.struck;
      assert.equal(failed, struck);
      await two.carry();
      assert.deepEqual(await countsIn(two.research), {
        trades: 2,
        decisions: 4,
        logged: 6,
        journalled: 2,
        seq: await lastSealed(two.source),
      }, `died at step ${steps}`);
    }
    assert.ok(steps > 8, `${steps} steps`);
  });
}

/** Research as if nothing had ever been carried: only its owner can, past triggers. */
async function startAfresh({ there }: Two): Promise<void> {
  const owner = postgres(there.ownerUrl, { max: 1, onnotice() {} });
  await owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`truncate ops.journal, ops.seals, ops.trade_decisions, ops.trades, sync_log`;
    await sql`update ops.carriers set seq = 0`;
  }).finally(() => owner.end());
}
