/**
 * Makes the logins of the processes on a server, once for all its databases:
 * they own nothing, inherit nothing, and cannot wait or idle for long.
 *
 * @module
 */
import postgres from "postgres";
import { asOwner, inTransaction, MigrationError, placeOf } from "./connect.ts";
import { type Login, LOGINS } from "./logins.ts";
import { scramVerifier } from "./scram.ts";

export { type Login, LOGINS } from "./logins.ts";

export type Passwords = Partial<Record<Login, string>>;

/** How many connections each may hold: more than it needs, fewer than all. */
const CONNECTIONS: Record<Login, number> = {
  dev_claude: 20,
  intl_claude: 20,
  big_bro: 10,
  mind: 5,
  api: 20,
  sentinel: 10,
  practice: 10,
};
const SETTINGS = {
  statement_timeout: "5s",
  lock_timeout: "1s",
  idle_in_transaction_session_timeout: "10s",
};
/** What marks a login as ours: a stranger's of the same name is left alone. */
const MARK = "Catalyst";
const LOCK = 20_261_123;
/** Roles belong to the server but locks to one database: others may collide with us. */
const ATTEMPTS = 20;
const COLLISION = /^(23505|42710|40001|40P01|XX000)$/;

interface Found {
  name: string;
  /** May do what no login of ours may: superuser, create roles, bypass rows … */
  mighty: boolean;
  ours: boolean;
  limit: number;
  /** "statement_timeout=5s,lock_timeout=1s,…" */
  settings: string;
  /** Whether the owner may act as it. */
  member: boolean;
}

interface Owner {
  name: string;
  allowed: boolean;
  /** May become anyone without being asked. */
  superuser: boolean;
  /** PostgreSQL 16 and later tell "may become" from "inherits its rights". */
  grantsSet: boolean;
}

/**
 * Creates missing logins, corrects the others and sets the passwords given.
 * "not allowed": the owner may not, and whoever may has not done so.
 *
 * @throws {MigrationError} One line, never with a password in it.
 */
export async function makeRoles(
  ownerUrl: string,
  passwords: Passwords,
): Promise<"made" | "not allowed"> {
  return await asOwner(ownerUrl, async (sql) => {
    for (let attempt = 1;; attempt++) {
      try {
        return await inTransaction(
          sql,
          () => make(sql, passwords, placeOf(ownerUrl)),
        );
      } catch (error) {
        if (!(error instanceof postgres.PostgresError)) throw error;
        if (error.code === "42501") return "not allowed";
        if (!COLLISION.test(error.code) || attempt === ATTEMPTS) throw error;
        await new Promise((done) => setTimeout(done, Math.random() * 50));
      }
    }
  });
}

/**
 * Whether the login and password of a URL are accepted, whatever they may do there.
 *
 * @throws {MigrationError} If the server does not answer.
 */
export async function acceptsLogin(url: string): Promise<boolean> {
  try {
    await asOwner(url, (sql) => sql`select`.execute());
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code.startsWith("28")) return false;
    if (code === "42501") return true; // let in, but not to this database
    throw error;
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof MigrationError ? error.cause : undefined;
  return cause instanceof postgres.PostgresError ? cause.code : "";
}

async function make(
  sql: postgres.Sql,
  passwords: Passwords,
  where: string,
): Promise<"made" | "not allowed"> {
  await sql`select set_config('client_min_messages', 'warning', true),
    pg_advisory_xact_lock(${LOCK})`;
  const owner = await readOwner(sql);
  const roles = await readRoles(sql, owner);
  for (const { name, mighty, ours } of roles.values()) {
    if (mighty || (!ours && owner.allowed)) {
      throw new MigrationError(
        `Cannot use login ${name} at ${where}: ${
          mighty
            ? "it may do more than a process should (superuser, create roles or databases, replicate or bypass row security)"
            : `it exists and is not Catalyst's; rename it, or say that it is: comment on role ${name} is '${MARK}'`
        }`,
      );
    }
  }
  const changes = LOGINS.flatMap((name) =>
    changesOf(name, roles.get(name), passwords[name], owner)
  );
  if (changes.length === 0) return "made";
  if (!owner.allowed) return "not allowed";
  await sql.unsafe(changes.join(";\n"));
  return "made";
}

async function readOwner(sql: postgres.Sql): Promise<Owner> {
  const [row] = await sql<[Owner]>`
    select current_user::text as name, rolsuper as superuser,
      rolsuper or rolcreaterole as allowed,
      current_setting('server_version_num')::int >= 160000 as "grantsSet"
    from pg_roles where rolname = current_user`;
  return row;
}

async function readRoles(
  sql: postgres.Sql,
  { grantsSet }: Owner,
): Promise<Map<string, Found>> {
  const rows = await sql<Found[]>`
    select rolname::text as name,
      rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
        as mighty,
      coalesce(shobj_description(oid, 'pg_authid'), '') like ${
    MARK + "%"
  } as ours,
      rolconnlimit as limit,
      coalesce(array_to_string(rolconfig, ','), '') as settings,
      pg_has_role(current_user, oid, ${grantsSet ? "SET" : "MEMBER"}) as member
    from pg_roles where rolname = any(string_to_array(${LOGINS.join()}, ','))`;
  return new Map(rows.map((row) => [row.name, row]));
}

/** The statements that turn what was found into what should be. */
function changesOf(
  name: Login,
  found: Found | undefined,
  password: string | undefined,
  owner: Owner,
): string[] {
  const changes: string[] = [];
  if (!found) {
    changes.push(
      `create role ${name} login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls`,
      `comment on role ${name} is '${MARK}: login of a process'`,
    );
  }
  if (found?.limit !== CONNECTIONS[name]) {
    changes.push(`alter role ${name} connection limit ${CONNECTIONS[name]}`);
  }
  for (const [setting, value] of Object.entries(SETTINGS)) {
    if (found?.settings.split(",").includes(`${setting}=${value}`)) continue;
    changes.push(`alter role ${name} set ${setting} = '${value}'`);
  }
  if (!found?.member && !owner.superuser) {
    const how = owner.grantsSet ? " with set true, inherit false" : "";
    changes.push(`grant ${name} to current_user${how}`);
  }
  if (password) {
    changes.push(`alter role ${name} password '${scramVerifier(password)}'`);
  }
  return changes;
}
