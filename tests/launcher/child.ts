/**
 * A child for the supervisor's tests; its arguments say what it does, in order:
 * `ready`, `say=…`, `complain=…`, `wait=⟨ms⟩`, `exit=⟨code⟩`, `die` (by SIGKILL),
 * `deaf` (to SIGTERM and the end of stdin), `once=⟨file⟩` (leaves the next step
 * out if the file is there, and makes it). Then it runs until it is told to end.
 */
let deaf = false;
let skip = false;
Deno.addSignalListener("SIGTERM", () => {
  console.log("told to end");
  if (!deaf) Deno.exit(0);
});

for (const step of Deno.args) {
  const [word, value = ""] = step.split("=");
  if (skip) {
    skip = false;
    continue;
  }
  if (word === "ready") console.log("ready for the test");
  if (word === "say") console.log(value);
  if (word === "complain") console.error(value);
  if (word === "wait") await new Promise((done) => setTimeout(done, +value));
  if (word === "exit") Deno.exit(+value);
  if (word === "die") Deno.kill(Deno.pid, "SIGKILL");
  if (word === "deaf") deaf = true;
  if (word === "once") skip = !made(value);
}
for await (const _ of Deno.stdin.readable);
if (!deaf) Deno.exit(7);
setInterval(() => {}, 1_000);

/** False if it was there. */
function made(file: string): boolean {
  try {
    Deno.writeTextFileSync(file, "", { createNew: true });
    return true;
  } catch {
    return false;
  }
}
