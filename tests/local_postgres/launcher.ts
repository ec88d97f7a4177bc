/** A launcher of its own, to be killed: opens the folder, says so, and closes when its standard input ends. */
import { openLocalPostgres } from "../../core/adapters/local_postgres/open.ts";

const say = (words: unknown) => console.log(JSON.stringify(words));

try {
  const local = await openLocalPostgres({
    folder: Deno.args[0]!,
    logins: Deno.args.slice(1),
    onProgress: (line) => say({ progress: line }),
  });
  const { port, start } = local;
  say({ port, start, owner: local.urlOf("owner", "postgres") });
  for await (const _ of Deno.stdin.readable);
  await local.close();
} catch (error) {
  const { name, message } = error as Error;
  say({ error: `${name}: ${message}` });
}
