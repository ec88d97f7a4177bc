/** The verify command as its users meet it. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { freshDatabase, ignore, type TestDatabase } from "./postgres.ts";
import { write } from "./journal/rows.ts";

const SCRIPT = new URL("../workers/verify.ts", import.meta.url).pathname;

/** A database with `rows` approvals that nobody has sealed yet. */
async function withRows(
  name: "dev" | "research",
  rows: number,
): Promise<TestDatabase & { owner: postgres.Sql }> {
  const made = await freshDatabase(name);
  const owner = postgres(made.ownerUrl, { max: 1, onnotice: () => {} });
  for (let i = 1; i <= rows; i++) await write(owner, `s${i}`);
  const drop = async () => {
    await owner.end({ timeout: 2 });
    await made.drop();
  };
  return { ...made, owner, drop };
}

Deno.test({
  name: "each database that is set gets one line: rows, seconds and head",
  ignore,
  async fn() {
    const dev = await withRows("dev", 3);
    const research = await withRows("research", 1);
    const { code, stdout, stderr } = await run([], {
      DEV_DATABASE_URL: dev.urlOf("api"),
      RESEARCH_DATABASE_URL: research.ownerUrl,
    });
    assert.equal(
      stderr,
      `${research.name}: isolation is by convention only: this login owns the database\n`,
    );
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^dev: 3 rows proven in \d+\.\d s, head [0-9a-f]{16}\nresearch: 1 row proven in \d+\.\d s, head [0-9a-f]{16}\n$/,
    );
    await Promise.all([dev.drop(), research.drop()]);
  },
});

Deno.test({
  name: "a fault is told with its place, the others are verified all the same",
  ignore,
  async fn() {
    const dev = await withRows("dev", 3);
    const research = await withRows("research", 1);
    await dev.owner`select ops.seal()`;
    await dev.owner.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      await sql`update ops.journal set body = '{}' where subject = 's2'`;
    });
    const urls = {
      DEV_DATABASE_URL: dev.ownerUrl,
      RESEARCH_DATABASE_URL: research.ownerUrl,
    };
    const all = await run([], urls);
    assert.equal(all.code, 1);
    assert.match(
      all.stderr,
      /^dev: row 2 \(operator approval s2\) does not fit the chain.*\(1 row proven\)$/m,
    );
    assert.match(all.stdout, /^research: 1 row proven/);
    const one = await run(["--database", "research"], urls);
    assert.equal(one.code, 0);
    assert.doesNotMatch(one.stdout, /dev/);
    await Promise.all([dev.drop(), research.drop()]);
  },
});

Deno.test({
  name: "a database that cannot be asked is one line, without its password",
  ignore,
  async fn() {
    const empty = await freshDatabase("empty");
    const { code, stdout, stderr } = await run([], {
      DEV_DATABASE_URL: empty.ownerUrl,
      INTL_DATABASE_URL: "postgres://somebody:secret@127.0.0.1:1/catalyst_intl",
    });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    const lines = stderr.trim().split("\n");
    assert.match(lines[0]!, /^dev: Cannot use .*run deno task migrate/);
    assert.match(lines[1]!, /^intl: Cannot /);
    assert.equal(lines.length, 2);
    assert.doesNotMatch(stderr, /secret/);
    await empty.drop();
  },
});

const URL_OF_DEV = { DEV_DATABASE_URL: "postgres://127.0.0.1:1/none" };
/** Wrong words, and what the one line on stderr must name. */
const WRONG: [args: string[], env: Record<string, string>, line: RegExp][] = [
  [[], {}, /none of DEV_DATABASE_URL, INTL_DATABASE_URL, RESEARCH/],
  [["--database", "prod"], URL_OF_DEV, /"prod": use dev, intl, research/],
  [["--database", "intl"], URL_OF_DEV, /intl without INTL_DATABASE_URL/],
  [["--databases", "dev"], {}, /--databases/],
];

for (const [args, env, line] of WRONG) {
  Deno.test(`"verify ${args.join(" ")}" is refused with one line`, async () => {
    const { code, stderr } = await run(args, env);
    assert.equal(code, 1);
    assert.match(stderr, line);
    assert.equal(stderr.trim().split("\n").length, 1);
  });
}

async function run(args: string[], env: Record<string, string>) {
  const command = new Deno.Command("deno", {
    args: ["run", "--allow-env", "--allow-net=127.0.0.1", SCRIPT, ...args],
    clearEnv: true,
    env: { NO_COLOR: "1", PATH: Deno.env.get("PATH")!, ...env },
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
