/** The launcher with its own server: what a person sees, and what is left afterwards. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { VERSIONS } from "../core/adapters/stores/version.ts";
import { asOwner } from "../sql/connect.ts";
import { isStopped, launch, run } from "./launcher/start.ts";
import { open, within } from "./local_postgres/folders.ts";
import { ignore, urlOf } from "./postgres.ts";

const REPLAY = "replay --agent dev_claude --seed 7 --symbols 3".split(" ");
const SHORT = [...REPLAY, "--from", "2026-01-05", "--to", "2026-01-06"];
const LONGER = [...REPLAY, "--from", "2026-01-05", "--to", "2026-01-23"];

Deno.test({
  name: "the launcher with its own server",
  ignore,
  fn: async (t) => {
    const folder = await Deno.makeTempDir({ prefix: "catalyst-launcher-" });
    await Deno.chmod(folder, 0o755);
    try {
      for (const [sentence, test] of Object.entries(TESTS)) {
        await t.step(sentence, () => test(join(folder, "data")));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

const TESTS: Record<string, (data: string) => Promise<void>> = {
  async "tells without databases what a migration would do"(data) {
    const { code, out } = await run(["migrate", "--dry-run", "--data", data]);
    assert.equal(code, 0);
    assert.match(
      out,
      /^dev: catalyst_dev at .* is to be created; pending ops\//,
    );
    assert.deepEqual(await databases(data), []);
  },

  async "makes all databases, then finds them up to date"(data) {
    const first = await run(["migrate", "--data", data]);
    assert.equal(first.code, 0, first.errors);
    for (const kind of ["trading", "research"] as const) {
      assert.ok(
        first.out.includes(`applied ${VERSIONS[kind].join(", ")}, grants`),
      );
    }
    const second = await run(["migrate", "--data", data]);
    assert.equal(second.errors, "");
    assert.match(
      second.out,
      /^dev: .* is up to date at ops\/\d+, trading\/\d+\nintl: .*\nresearch: .* is up to date at ops\/\d+, research\/\d+\n$/,
    );
    const dry = await run(["migrate", "--dry-run", "--data", data]);
    assert.equal(dry.out, second.out);
    assert.ok(await isStopped(data));
  },

  async "verifies and carries with logins that are not the owner's"(data) {
    const verified = await run(["verify", `--data=${data}`]);
    assert.deepEqual([verified.code, verified.out.split("\n").length], [0, 4]);
    assert.doesNotMatch(verified.errors, /convention/);
    const carry = ["carry", "--agent", "intl_claude", "--data", data];
    const carried = await run(carry);
    assert.equal(carried.code, 0, carried.errors);
    assert.match(carried.out, /^Carried 0 trades/);
    assert.doesNotMatch(carried.errors, /convention/);
  },

  async "lets no login but the owner's into the server's own databases"(data) {
    const server = await open(data, { logins: ["dev_claude"] });
    try {
      for (const database of ["postgres", "template1"]) {
        const url = server.urlOf("dev_claude", database);
        const asking = asOwner(url, (sql) => sql`select 1`);
        await assert.rejects(asking, /may not connect/);
      }
    } finally {
      await server.close();
    }
  },

  async "leaves it to a program to say what is wrong with its arguments"(data) {
    const before = await Deno.stat(within(data).log);
    for (
      const args of [["carry"], ["carry", "--agent", "x"], ["verify", "-h"]]
    ) {
      const { out, errors } = await run([...args, "--data", data]);
      assert.match(out + errors, /--agent|deno task verify/);
    }
    const after = await Deno.stat(within(data).log);
    assert.deepEqual(after.mtime, before.mtime, "it started a server for that");
  },

  async "shares the server with another launcher"(data) {
    const both = await Promise.all([
      run(["migrate", "--data", data]),
      run(["verify", "--data", data]),
      run(["verify", "--data", data]),
    ]);
    for (const { code, errors } of both) assert.equal(code, 0, errors);
    assert.ok(await isStopped(data));
  },

  async "refuses databases that are newer than the program"(data) {
    await asDev(
      data,
      "insert into ops.migrations values ('ops/9999_x.sql', '')",
    );
    const { code, errors } = await run(["verify", "--data", data]);
    assert.equal(code, 1);
    assert.match(
      errors,
      /^Cannot migrate catalyst_dev .* newer than this program\n$/,
    );
    await asDev(data, "delete from ops.migrations where name like '%9999%'");
    assert.ok(await isStopped(data));
  },

  async "gives a replay books of its own, and the same hash as in memory"(
    data,
  ) {
    const kept = await run([...SHORT, "--books", "--data", data]);
    assert.equal(kept.code, 0, kept.errors);
    const inMemory = await launch(SHORT, {}, ["--allow-run", "--allow-env"])
      .ended;
    const hash = (text: string) => /State hash (\w+)/.exec(text)![1];
    assert.equal(hash(kept.out), hash(inMemory.out));
    assert.equal((await databases(data)).filter(isScratch).length, 0);
  },

  async "ends a replay with its books when it is told to end, even twice at once"(
    data,
  ) {
    for (
      const [signal, expected] of [["SIGTERM", 143], ["SIGINT", 130]] as const
    ) {
      const launcher = launch([...LONGER, "--books", "--data", data]);
      await launcher.says("%");
      launcher.process.kill(signal);
      await new Promise((done) => setTimeout(done, 20));
      launcher.process.kill(signal);
      const { code, errors } = await launcher.ended;
      assert.equal(code, expected, errors);
      assert.ok(await isStopped(data));
      assert.equal((await databases(data)).filter(isScratch).length, 0);
    }
  },

  async "removes the books of a replay that was killed, with the next"(data) {
    const killed = launch([...LONGER, "--books", "--data", data]);
    await killed.says("%");
    killed.process.kill("SIGKILL");
    // Its outputs end with the replay itself, which goes on.
    await killed.ended;
    assert.equal((await databases(data)).filter(isScratch).length, 1);
    const next = await run([...SHORT, "--books", "--data", data]);
    assert.equal(next.code, 0, next.errors);
    assert.equal((await databases(data)).filter(isScratch).length, 0);
  },

  async "leaves no server behind whenever it is told to end"(data) {
    for (const delayMs of [0, 150, 300, 450, 600, 750]) {
      const launcher = launch(["migrate", "--data", data]);
      await new Promise((done) => setTimeout(done, delayMs));
      try {
        launcher.process.kill("SIGTERM");
      } catch (error) {
        assert.ok(error instanceof TypeError, "it had not ended before");
      }
      const { code, errors } = await launcher.ended;
      assert.ok([0, 143].includes(code), errors);
      assert.ok(await isStopped(data), `after ${delayMs} ms`);
    }
  },
};

function isScratch(name: string): boolean {
  return name.startsWith("catalyst_replay_");
}

/** Names of the databases that are ours, while the server is kept running for it. */
async function databases(data: string): Promise<string[]> {
  return await onServer(
    data,
    "postgres",
    async (url) =>
      await asOwner(url, async (sql) => {
        const rows = await sql`select datname::text as name from pg_database
        where datname like 'catalyst%'`;
        return rows.map(({ name }) => name as string);
      }),
  );
}

async function asDev(data: string, statement: string): Promise<void> {
  await onServer(data, "catalyst_dev", (url) =>
    asOwner(url, async (sql) => {
      await sql.unsafe(statement);
    }));
}

async function onServer<T>(
  data: string,
  database: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const server = await open(data);
  try {
    return await work(urlOf(server.urlOf("owner", "postgres"), database));
  } finally {
    await server.close();
  }
}
