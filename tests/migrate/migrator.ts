/** A process that migrates the target in its argument and prints what it applied. */
import { migrate } from "../../sql/migrate.ts";

if (import.meta.main) {
  const { applied } = await migrate(JSON.parse(Deno.args[0]!));
  console.log(JSON.stringify(applied));
}
