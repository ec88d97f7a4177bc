/** What npx does: starts the command of its arguments in a shell, and waits for it. */
const child = new Deno.Command("sh", {
  args: ["-c", Deno.args.join(" ") + "; exit $?"],
}).spawn();
await child.status;
