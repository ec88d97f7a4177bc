/** One process of one agent by itself, where its databases are: deno task agent:… and sentinel. @module */
import type { Agent } from "../../core/agents/agent.ts";
import type { Login } from "../../sql/logins.ts";
import { watchAncestors } from "./ancestors.ts";
import { accessFor, checkIdentity } from "./broker_access.ts";
import type { Children } from "./children.ts";
import { DATABASES } from "./databases.ts";
import { AGENT_DATABASES, type VenueAccess } from "./ecosystem.ts";
import { withReadyDatabases } from "./open_databases.ts";
import type { Program } from "./program.ts";
import { StartError } from "./start_error.ts";

export interface Apart {
  agent: Agent;
  /** What it does, as in "Cannot run dev_claude". */
  verb: "run" | "watch";
  /** Whom it is to the agent's database. */
  login: Login;
  /** Folder of the databases that no URL names. */
  data: string;
  programOf(urls: Record<string, string>, venue: VenueAccess): Program;
}

/**
 * Runs it until it ends, and answers its exit code.
 *
 * @throws {StartError} If its environment says where some databases are and not
 * where its own is.
 */
export async function runApart(
  { agent, verb, login, data, programOf }: Apart,
  children: Children,
): Promise<number> {
  checkIdentity(agent);
  const unwatch = await watchAncestors((line) => {
    console.error(line);
    children.end();
  });
  try {
    return await withReadyDatabases(
      data,
      children,
      async ({ embedded, urlsFor }) => {
        const venue = await accessFor(agent, data, embedded);
        const name = AGENT_DATABASES.get(agent)!;
        const urls = await urlsFor(login, [name]);
        if (Object.keys(urls).length === 0) {
          const { env } = DATABASES.find(({ target }) => target.name === name)!;
          throw new StartError(
            `Cannot ${verb} ${agent.id} without ${env}: set it, or none of the others to practise`,
          );
        }
        return await children.run(programOf(urls, venue), true);
      },
    );
  } finally {
    unwatch();
  }
}
