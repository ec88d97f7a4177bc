/** `deno task schema`: writes `schema.graphql`, the promise the API makes. @module */
import { printed } from "./mod.ts";

if (import.meta.main) {
  const file = new URL("schema.graphql", import.meta.url);
  Deno.writeTextFileSync(file, printed());
}
