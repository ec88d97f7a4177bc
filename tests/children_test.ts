/** What the programs that the launcher starts may see and do. */
import assert from "node:assert/strict";

const RUN_PROBE = new URL("./launcher/run_probe.ts", import.meta.url).pathname;
const DENIED = "NotCapable";

Deno.test("a program gets its URL and its database's port, and nothing else", async () => {
  const own = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `postgres://api:x@127.0.0.1:${own.addr.port}/catalyst_dev`;
  const reached = await probe(url, own.addr.port);
  assert.equal(reached.given, url);
  assert.equal(reached.net, "[object Object]");
  // It is not told that there is something to see.
  assert.equal(reached.owner, "undefined");
  assert.equal(reached.key, "undefined");
  assert.equal(reached.read, DENIED);
  assert.equal(reached.run, DENIED);
  assert.equal((await probe(url, other.addr.port)).net, DENIED);
  own.close();
  other.close();
});

Deno.test("a program's process has no secrets in its environment at all", async () => {
  const { names } = await probe("", 0);
  assert.ok(names!.includes("PATH"));
  assert.doesNotMatch(names!, /DEV_|SECRET/);
});

async function probe(
  url: string,
  port: number,
): Promise<Record<string, string>> {
  const { stdout, stderr } = await start(url, port).output();
  const decoder = new TextDecoder();
  assert.equal(decoder.decode(stderr), "");
  return JSON.parse(decoder.decode(stdout));
}

function start(url: string, port: number): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", RUN_PROBE, url, String(port), import.meta.filename!],
    env: { DEV_OWNER_URL: "postgres://owner", SECRET_KEY: "secret" },
    stdout: "piped",
    stderr: "piped",
  });
}
