/** `deno task carry`, with the agent's own login on its books and on research. @module */
import { LOGINS } from "../../sql/logins.ts";
import type { Children } from "./children.ts";
import { asksForHelp, dataFlag, valueOf } from "./data_flag.ts";
import { DATABASES } from "./databases.ts";
import { withReadyDatabases } from "./open_databases.ts";

const SCRIPT = "carry.ts";

export async function carry(
  args: string[],
  children: Children,
): Promise<number> {
  const { data, rest } = dataFlag(args);
  const agent = LOGINS.find((login) => login === valueOf("agent", rest));
  const books = DATABASES.find(({ target }) => target.agent === agent);
  // It says itself what is missing or unknown, and needs no database for that.
  if (!agent || !books || asksForHelp(rest)) {
    return await children.run({ script: SCRIPT, args: rest });
  }
  return await withReadyDatabases(data, children, async ({ urlsFor }) => {
    const urls = await urlsFor(agent, [books.target.name, "research"]);
    return await children.run({ script: SCRIPT, args: rest, urls });
  });
}
