/** `deno task verify`, with the one login that may read every database. @module */
import type { Children } from "./children.ts";
import { asksForHelp, dataFlag } from "./data_flag.ts";
import { withReadyDatabases } from "./open_databases.ts";

const SCRIPT = "verify.ts";

export async function verify(
  args: string[],
  children: Children,
): Promise<number> {
  const { data, rest } = dataFlag(args);
  if (asksForHelp(rest)) {
    return await children.run({ script: SCRIPT, args: rest });
  }
  return await withReadyDatabases(
    data,
    children,
    async ({ targets, urlsFor }) => {
      const urls = await urlsFor("api", targets.map(({ name }) => name));
      return await children.run({ script: SCRIPT, args: rest, urls });
    },
  );
}
