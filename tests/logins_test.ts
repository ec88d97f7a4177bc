/** The logins: made by whoever may, on the oldest server and on ours, and held to little. */
import assert from "node:assert/strict";
import type postgres from "postgres";
import { asOwner } from "../sql/connect.ts";
import { migrate } from "../sql/migrate.ts";
import { LOGINS, makeRoles } from "../sql/roles.ts";
import {
  embeddedServer,
  hasOldest,
  oldestServer,
  type Server,
} from "./servers/servers.ts";
import { ignore, targetOf, urlOf } from "./postgres.ts";

const PASSWORDS = Object.fromEntries(
  LOGINS.map((login) => [login, `secret-${login}`]),
);
const SETTINGS = [
  "statement_timeout=5s",
  "lock_timeout=1s",
  "idle_in_transaction_session_timeout=10s",
];

const oldest = await hasOldest();
if (!ignore && !oldest) {
  console.error("Tests with PostgreSQL 15 are skipped: it is not installed");
}

forServer("the embedded server", embeddedServer, ignore);
forServer("PostgreSQL 15", oldestServer, ignore || !oldest);

function forServer(
  name: string,
  start: () => Promise<Server>,
  ignore: boolean,
): void {
  Deno.test({
    name: `${name}: logins`,
    ignore,
    fn: async (t) => {
      const server = await start();
      try {
        for (const [sentence, test] of Object.entries(TESTS)) {
          await t.step(sentence, () => test(server.url));
          await clean(server.url);
        }
      } finally {
        await server.close();
      }
    },
  });
}

const TESTS: Record<string, (url: string) => Promise<void>> = {
  async "are made with few rights and short patience"(url) {
    assert.equal(await makeRoles(url, PASSWORDS), "made");
    const rows = await ask(
      url,
      (sql) =>
        sql`select rolname::text as name, rolsuper, rolinherit, rolcreaterole, rolcreatedb,
          rolreplication, rolbypassrls, rolcanlogin, rolconnlimit > 0 as limited,
          array_to_string(rolconfig, ',') as settings
        from pg_roles where rolname = any(string_to_array(${LOGINS.join()}, ','))`,
    );
    assert.equal(rows.length, LOGINS.length);
    for (const { name, settings, ...rights } of rows) {
      const granted = Object.entries(rights).filter(([, has]) => has);
      const names = granted.map(([right]) => right).sort();
      assert.deepEqual(names, ["limited", "rolcanlogin"], name);
      assert.deepEqual(settings.split(","), SETTINGS, name);
    }
  },

  async "can log in with their password and no other"(url) {
    await makeRoles(url, PASSWORDS);
    const as = (password: string) => urlOf(url, "postgres", "mind", password);
    const [row] = await ask(
      as("secret-mind"),
      (sql) => sql`select current_user as name`,
    );
    assert.equal(row!.name, "mind");
    await makeRoles(url, { mind: "another" });
    await ask(as("another"), (sql) => sql`select`);
    await assert.rejects(ask(as("secret-mind"), (sql) => sql`select`), {
      message: /^Cannot open postgres at .*: wrong login or password/,
    });
  },

  async "are left alone when they are as they should be"(url) {
    await makeRoles(url, PASSWORDS);
    const versions = () =>
      ask(url, (sql) => sql`select xmin::text from pg_authid order by oid`);
    const before = await versions();
    assert.equal(await makeRoles(url, {}), "made");
    assert.deepEqual(await versions(), before);
  },

  async "are made once by twelve at a time, from several databases"(url) {
    const names = ["postgres", "template1", "one", "two"];
    await ask(url, (sql) => sql.unsafe("create database one"));
    await ask(url, (sql) => sql.unsafe("create database two"));
    const twelve = Array.from(
      { length: 12 },
      (_, at) => makeRoles(urlOf(url, names[at % names.length]!), PASSWORDS),
    );
    assert.deepEqual(new Set(await Promise.all(twelve)), new Set(["made"]));
  },

  async "are made by an owner who is no superuser, who can then act as them"(
    url,
  ) {
    const ownerUrl = await ownerOf(url, "createrole");
    assert.equal(await makeRoles(ownerUrl, PASSWORDS), "made");
    assert.equal(await makeRoles(ownerUrl, PASSWORDS), "made");
    const { isolated } = await migrate(targetOf("dev", ownerUrl));
    assert.equal(isolated, true);
    const [row] = await asOwner(ownerUrl, async (sql) => {
      await sql`set role dev_claude`;
      return await sql`select current_user as name, has_database_privilege(
        'dev_claude', current_database(), 'temp') as temp`;
    });
    assert.deepEqual({ ...row }, { name: "dev_claude", temp: false });
    const as = (login: string) =>
      urlOf(ownerUrl, "owned", login, `secret-${login}`);
    await ask(as("dev_claude"), (sql) => sql`select from positions`);
    await assert.rejects(ask(as("intl_claude"), (sql) => sql`select`), {
      message: /^Cannot open owned at .*: this login may not connect/,
    });
  },

  async "are not made by an owner who may not, and then nothing is granted"(
    url,
  ) {
    const ownerUrl = await ownerOf(url, "nocreaterole");
    assert.equal(await makeRoles(ownerUrl, PASSWORDS), "not allowed");
    const { applied, isolated } = await migrate(targetOf("dev", ownerUrl));
    assert.equal(isolated, false);
    assert.ok(!applied.includes("grants"));
    // Somebody who may makes up for it later.
    await makeRoles(url, PASSWORDS);
    const later = await migrate(targetOf("dev", ownerUrl));
    assert.deepEqual([later.applied, later.isolated], [["grants"], true]);
  },

  async "are not taken from a stranger of the same name"(url) {
    await ask(url, (sql) => sql.unsafe("create role api login"));
    await assert.rejects(makeRoles(url, PASSWORDS), {
      message: /^Cannot use login api at .*: it exists and is not Catalyst's/,
    });
    await ask(url, (sql) => sql.unsafe("comment on role api is 'Catalyst'"));
    assert.equal(await makeRoles(url, PASSWORDS), "made");
  },

  async "are refused when they may do too much"(url) {
    await makeRoles(url, PASSWORDS);
    await ask(url, (sql) => sql.unsafe("alter role big_bro bypassrls"));
    await assert.rejects(makeRoles(url, PASSWORDS), {
      message: /^Cannot use login big_bro at .*: it may do more than/,
    });
  },
};

/** URL of a fresh owner with a database of its own. */
async function ownerOf(url: string, right: string): Promise<string> {
  await ask(
    url,
    (sql) => sql.unsafe(`create role plain login ${right} password 'plain'`),
  );
  await ask(url, (sql) => sql.unsafe("create database owned owner plain"));
  return urlOf(url, "owned", "plain", "plain");
}

/** Databases and roles of the test before, gone. */
async function clean(url: string): Promise<void> {
  await ask(url, async (sql) => {
    for (const name of ["one", "two", "owned"]) {
      await sql.unsafe(`drop database if exists ${name} with (force)`);
    }
    for (const role of [...LOGINS, "plain"]) {
      await sql.unsafe(`drop role if exists ${role}`);
    }
  });
}

// deno-lint-ignore no-explicit-any -- rows of many shapes
function ask(url: string, work: (sql: postgres.Sql) => PromiseLike<any>) {
  return asOwner(url, async (sql) => await work(sql));
}
