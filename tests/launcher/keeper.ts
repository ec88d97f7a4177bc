/** A launcher with one child, to be killed: prints the child's process id. */
import { Supervisor } from "../../workers/launcher/supervisor.ts";

const supervisor = new Supervisor({
  onLine: () => undefined,
  onNews: () => undefined,
});
await supervisor.start({
  name: "one",
  program: () =>
    Promise.resolve({ script: "../tests/launcher/child.ts", args: ["ready"] }),
});
console.log(supervisor.pidOf("one"));
