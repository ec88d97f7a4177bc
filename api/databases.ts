/** The databases of the agents, each opened when it is first asked. @module */
import { openDatabase } from "../core/adapters/stores/database.ts";
import { LazyDatabase } from "../core/adapters/stores/read/lazy_database.ts";
import { requireVersion } from "../core/adapters/stores/version.ts";
import type { Agent } from "../core/agents/agent.ts";
import { AGENTS } from "../core/agents/mod.ts";
import { StoreUnavailable } from "../core/ports.ts";

const RESEARCH = "RESEARCH_DATABASE_URL";
/** The login that may read everything and ask for commands, nothing else. */
const ROLE = "api";
const CONNECTIONS_MAX = 6;

export type Databases = ReadonlyMap<string, LazyDatabase>;

/** One per agent; `urlOf` gives what a variable of the environment holds. */
export function databasesOf(
  urlOf: (variable: string) => string | undefined,
): Databases {
  return new Map(AGENTS.map((agent) => [agent.id, databaseOf(agent, urlOf)]));
}

function databaseOf(
  agent: Agent,
  urlOf: (variable: string) => string | undefined,
): LazyDatabase {
  const trades = agent.role !== "overseer";
  const variable = trades ? agent.databaseEnv : RESEARCH;
  return new LazyDatabase(async () => {
    const url = urlOf(variable);
    if (!url) {
      throw new StoreUnavailable(
        `Cannot reach the database of ${agent.id}: ${variable} is not set`,
      );
    }
    const database = await openDatabase({
      url,
      name: "catalyst api",
      role: ROLE,
      max: CONNECTIONS_MAX,
    });
    try {
      await requireVersion(database, trades ? "trading" : "research");
    } catch (error) {
      await database.close();
      throw error;
    }
    return database;
  });
}
