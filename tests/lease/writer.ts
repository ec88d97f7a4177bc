/**
 * A process that takes the lease of an agent and writes journal rows under it
 * until its input ends. It ends with 75 if somebody else holds the lease.
 *
 * Arguments: URL, holder, rows, expiry in ms. It writes on after the lease is
 * lost, as a process would that does not look; what that came to, it prints.
 */
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "../../core/adapters/stores/database.ts";
import { LeaseHeld, takeLease } from "../../core/adapters/stores/lease.ts";
import { writeRow } from "./rows.ts";

/** What a writer prints at its end. */
export interface Told {
  fence: number;
  written: number;
  /** Rows refused for their fence. */
  refused: number;
  /** Whether the lease said it was lost before the first refusal was met. */
  knew: boolean;
}

const BUSY = 75;

async function main([url, holder, rows, expiryMs]: string[]): Promise<number> {
  // One connection, so that every row goes through the same prepared statement.
  const database = await openDatabase({ url: url!, name: holder!, max: 1 });
  try {
    const lease = await takeLease(database, {
      agent: "dev_claude",
      holder: holder!,
      build: "test",
      renewMs: Number(expiryMs) / 3,
      expiryMs: Number(expiryMs),
    });
    const told: Told = {
      fence: lease.fence,
      written: 0,
      refused: 0,
      knew: false,
    };
    const input = Deno.stdin.readable.getReader();
    let ending = false;
    const ended = input.read().then(() => ending = true);
    while (!ending && told.written + told.refused < Number(rows)) {
      const held = lease.held();
      if (await writeRow(database, lease.fence, holder!)) told.written++;
      else if (told.refused++ === 0) told.knew = !held && lease.lost.aborted;
      if (told.written === 1) console.error("writing");
      // A few more than one: each on the statement prepared long ago.
      if (told.refused === 20) console.error("refused");
      await pause(5);
    }
    console.error("done");
    await ended;
    console.log(JSON.stringify(told));
    await lease.release();
    return 0;
  } catch (error) {
    if (!(error instanceof LeaseHeld)) throw error;
    return BUSY;
  } finally {
    await database.close();
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
