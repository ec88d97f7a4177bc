/** Watches its ancestors, quickly; prints "watching", and one line when one is gone. */
import { watchAncestors } from "../../workers/launcher/ancestors.ts";

await watchAncestors((line) => {
  console.log(line);
  Deno.exit(0);
}, 50);
console.log(`watching ${Deno.pid}`);
// A parent's end closes no pipe here: the watcher alone may end this.
setTimeout(() => Deno.exit(9), 20_000);
