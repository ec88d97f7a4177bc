/** Opens what carries one trader's closed trades to `catalyst_research`. @module */
import {
  type Carried,
  carryAll,
  type CarryOptions,
} from "../../core/adapters/stores/carrier.ts";
import type { Database } from "../../core/adapters/stores/database.ts";
import { sealAll } from "../../core/adapters/stores/sealer.ts";
import type { Trader } from "../../core/agents/agent.ts";
import { marketOf } from "../../core/market/mod.ts";
import { openAtVersion } from "./open_database.ts";

export { StoreRefused } from "../../core/adapters/stores/refused.ts";

export interface Carrier {
  /** Seals what is committed, then carries all of it. */
  carry(): Promise<Carried>;
  close(): Promise<void>;
}

/** What each agent's books are called in research, wherever they lie. */
const SOURCES: Record<string, CarryOptions["database"]> = {
  dev_claude: "catalyst_dev",
  intl_claude: "catalyst_intl",
};

/**
 * @param urls Of both databases, for the agent's own login.
 * @throws {StoreRefused} What only other settings can mend.
 * @throws {StoreUnavailable} One of them does not answer.
 */
export async function openCarrier(
  { id: agent, market }: Trader,
  urls: { books: string; research: string },
): Promise<Carrier> {
  const database = SOURCES[agent];
  if (!database) throw new Error(`Cannot carry for ${agent}: it has no books`);
  const opened: Database[] = [];
  const close = async () => {
    await Promise.all(opened.map((database) => database.close()));
  };
  const open = async (url: string, kind: "trading" | "research") => {
    const options = { url, name: `carrier of ${agent}`, role: agent };
    const database = await openAtVersion(options, kind);
    opened.push(database);
    return database;
  };
  try {
    const books = await open(urls.books, "trading");
    const research = await open(urls.research, "research");
    const { currency } = marketOf(market);
    const options = { books, research, agent, market, currency, database };
    return {
      close,
      async carry() {
        await sealAll(books);
        return await carryAll(options);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
