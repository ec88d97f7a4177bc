/** The launcher with databases that are somewhere else, and everything wrong with their URLs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { asOwner } from "../sql/connect.ts";
import { run } from "./launcher/start.ts";
import { ignore, SERVER, urlOf } from "./postgres.ts";
import { embeddedServer } from "./servers/servers.ts";

interface Place {
  /** The server's superuser. */
  url: string;
  data: string;
  /** URLs as the variables of a droplet that trades in the US. */
  env: Record<string, string>;
}

Deno.test({
  name: "the launcher with databases elsewhere",
  ignore,
  fn: async (t) => {
    const server = await embeddedServer();
    const data = await Deno.makeTempDir({ prefix: "catalyst-launcher-" });
    try {
      const env = await ownedBy(server.url, "plain", "createrole");
      for (const [sentence, test] of Object.entries(TESTS)) {
        await t.step(sentence, () => test({ url: server.url, data, env }));
      }
    } finally {
      await server.close();
      await Deno.remove(data, { recursive: true });
    }
  },
});

const TESTS: Record<string, (place: Place) => Promise<void>> = {
  async "migrates those that are named, and starts no server"({ data, env }) {
    const args = ["migrate", "--data", data];
    const dry = await run([...args, "--dry-run"], env);
    assert.match(
      dry.out,
      /^dev: .*: pending ops\/.*\nresearch: .*: pending .*\n$/,
    );
    const { code, out, errors } = await run(args, env);
    assert.deepEqual([code, errors], [0, ""]);
    assert.match(
      out,
      /^dev: plain_dev at .* is now at .*\nresearch: .* is now at .*\n$/,
    );
    assert.match(
      (await run(args, env)).out,
      /is up to date.*\n.*is up to date/,
    );
    assert.deepEqual(await Array.fromAsync(Deno.readDir(data)), []);
  },

  async "gives programs logins of their own and keeps their passwords"(place) {
    const { url, data, env } = place;
    const args = ["verify", "--data", data];
    const { code, errors } = await run(args, env);
    assert.equal(code, 0, errors);
    assert.doesNotMatch(errors, /convention/);
    const kept = await Deno.stat(join(data, "managed_passwords.json"));
    assert.equal(kept.mode! & 0o777, 0o600);
    const before = await passwordOf(url, "api");
    assert.equal((await run(args, env)).code, 0);
    assert.equal(await passwordOf(url, "api"), before);
    // Somebody made another: it is refused, and a new one is made.
    await ask(url, "alter role api password 'other'");
    assert.equal((await run(args, env)).code, 0);
    assert.notEqual(await passwordOf(url, "api"), before);
  },

  async "hands a program the URL of its own login as it is"(
    { url, data, env },
  ) {
    await ask(url, "alter role api password 'given'");
    const own = Object.fromEntries(
      Object.entries(env).map((
        [name, url],
      ) => [name, urlOf(url, new URL(url).pathname.slice(1), "api", "given")]),
    );
    const before = await passwordOf(url, "api");
    const { code, errors } = await run(["verify", "--data", data], own);
    assert.equal(code, 0, errors);
    assert.equal(await passwordOf(url, "api"), before);
  },

  async "carries as the agent, and says which database it lacks"(
    { data, env },
  ) {
    const carry = ["carry", "--data", data, "--agent"];
    const { code, out } = await run([...carry, "dev_claude"], env);
    assert.equal(code, 0);
    assert.match(out, /^Carried 0 trades/);
    const lacking = await run([...carry, "intl_claude"], env);
    assert.equal(lacking.code, 1);
    assert.match(lacking.errors, /INTL_DATABASE_URL/);
  },

  async "refuses one agent's database under another's name"({ data, env }) {
    const { code, errors } = await run(["migrate", "--data", data], {
      INTL_DATABASE_URL: env.DEV_DATABASE_URL!,
    });
    assert.equal(code, 1);
    assert.match(errors, /^intl: .* it is the trading dev_claude US database/);
  },

  async "says that isolation is by convention where no login can be made"(
    place,
  ) {
    const { url, data, env } = place;
    for (const database of ["plain_dev", "plain_research"]) {
      await ask(url, `drop database ${database} with (force)`);
    }
    for (
      const login of [
        "dev_claude",
        "intl_claude",
        "big_bro",
        "mind",
        "api",
        "sentinel",
      ]
    ) {
      await ask(url, `drop role ${login}`);
    }
    await ask(url, "alter role plain nocreaterole");
    for (const database of ["plain_dev", "plain_research"]) {
      await ask(url, `create database ${database} owner plain`);
    }
    const { code, out } = await run(["migrate", "--data", data], env);
    assert.equal(code, 0);
    assert.equal(out.match(/isolation is by convention only/g)?.length, 2, out);
    const verified = await run(["verify", "--data", data], env);
    assert.equal(verified.code, 0, verified.errors);
  },
};

const WRONG: Record<string, [url: (right: URL) => string, line: RegExp]> = {
  "no URL": [
    () => "secret",
    /^Cannot use DEV_DATABASE_URL: Cannot open a database: its URL is not postgres:\/\//,
  ],
  "a URL of something else": [
    () => "mysql://u:secret@h/d",
    /^Cannot use DEV_DATABASE_URL: /,
  ],
  "a wrong password": [
    (url) => (url.password = "secret", url.href),
    /^dev: Cannot open .*: wrong login or password/,
  ],
  "an unknown host": [
    (url) => (url.hostname = "nowhere.invalid", url.href),
    /^dev: Cannot ask .* at nowhere.invalid:/,
  ],
  "a port where nobody is": [
    (url) => (url.port = "1", url.href),
    /^dev: Cannot ask .*:1: no connection \(ECONNREFUSED\)/,
  ],
  "an unknown database": [
    (url) => (url.pathname = "/nothing", url.href),
    /^dev: Cannot open nothing at .*: there is no such database/,
  ],
};

for (const [what, [spoil, line]] of Object.entries(WRONG)) {
  Deno.test({
    name: `the launcher answers ${what} with one line and no secret`,
    ignore,
    fn: async () => {
      const url = new URL(SERVER!);
      url.password = url.password || "secret";
      const { password } = url;
      const { code, out, errors } = await run(["migrate"], {
        DEV_DATABASE_URL: spoil(url),
      });
      assert.deepEqual([code, out], [1, ""]);
      assert.match(errors, line);
      assert.equal(errors.split("\n").length, 2, errors);
      assert.doesNotMatch(errors, /secret/);
      if (password.length > 8) assert.ok(!errors.includes(password));
    },
  });
}

/** Databases for dev and research, and their URLs by variable. */
async function ownedBy(url: string, owner: string, right: string) {
  await ask(url, `create role ${owner} login ${right} password 'plain-secret'`);
  const env: Record<string, string> = {};
  for (const name of ["dev", "research"]) {
    const database = `${owner}_${name}`;
    await ask(url, `create database ${database} owner ${owner}`);
    env[`${name.toUpperCase()}_DATABASE_URL`] = urlOf(
      url,
      database,
      owner,
      "plain-secret",
    );
  }
  return env;
}

async function passwordOf(url: string, login: string): Promise<string> {
  const rows = await ask(
    url,
    `select rolpassword from pg_authid where rolname = '${login}'`,
  );
  return rows[0]!.rolpassword;
}

function ask(url: string, statement: string) {
  return asOwner(url, async (sql) => await sql.unsafe(statement));
}
