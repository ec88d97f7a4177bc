/** Books in PostgreSQL for a replay: the real stores, lease and sealer. @module */
import type { Database } from "../../core/adapters/stores/database.ts";
import { takeLease } from "../../core/adapters/stores/lease.ts";
import { startSealer } from "../../core/adapters/stores/sealer.ts";
import { PostgresBooks } from "../../core/adapters/stores/trading/books.ts";
import type { Trader } from "../../core/agents/agent.ts";
import type { Market } from "../../core/market/market.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import { openAtVersion } from "./open_database.ts";
import type { ReplayBooks } from "./replay.ts";
import { prove, type Verdict } from "./verify.ts";

export interface SealedBooks extends ReplayBooks {
  /** Seals what is left, and proves the whole journal and the books by it. */
  verify(): Promise<Verdict>;
  close(): Promise<void>;
}

/** Opens new books in the database at `url`, written under a lease of their own. */
export async function openReplayBooks(
  url: string,
  agent: Trader,
  market: Market,
): Promise<SealedBooks> {
  const name = `catalyst replay ${agent.id}`;
  const options = { url, name, role: agent.id };
  const database = await openAtVersion(options, "trading");
  try {
    return await booksIn(database, agent, market);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function booksIn(
  database: Database,
  agent: Trader,
  market: Market,
): Promise<SealedBooks> {
  const holder = `replay ${Deno.pid}`;
  const lease = await takeLease(database, {
    agent: agent.id,
    holder,
    build: "replay",
  });
  const sealer = startSealer(database);
  const store = await PostgresBooks.open({
    database,
    agent,
    market,
    broker: "PRACTICE",
    account: `replay-${agent.id}`,
    parameters: firstVersion(agent),
    lease,
  });
  return {
    store,
    contents: () => store.contents(),
    async verify() {
      await sealer.stop();
      return await prove(database, "trading", () => undefined);
    },
    async close() {
      await sealer.stop();
      await lease.release();
      await database.close();
    },
  };
}
