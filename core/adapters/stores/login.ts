/**
 * The first look at a database: who we are there, and whether PostgreSQL itself
 * answers or a pooler in between.
 *
 * @module
 */
import { StoreUnavailable } from "../../ports.ts";
import { type Connection, newConnection } from "./connection.ts";
import { byDeadline } from "./deadline.ts";
import { sharesBackends } from "./pooler.ts";
import { POOLED, StoreRefused, told } from "./refused.ts";

/** The oldest PostgreSQL whose SQL ours is. */
const VERSION_MIN = 150_000;

export interface Login {
  /** Whether PostgreSQL itself keeps this process to its role, or only its manners. */
  isolation: "enforced" | "by convention";
  /** The role to set on every connection; absent where the login is it, or may not. */
  role?: string;
  /** Of the server, as in 180004. */
  version: number;
}

interface Found {
  backend: number;
  version: number;
  login: string;
  /** Superuser, or member of whoever owns the database: nothing holds it back. */
  owns: boolean;
  /** May become the role asked for. */
  may_be: boolean;
}

/**
 * @throws {StoreRefused} What only other settings can mend, in one line without
 * the password.
 * @throws {StoreUnavailable} If `performance.now()` reaches `until` first.
 */
export async function lookAtLogin(
  options: { url: string; name: string; role?: string },
  place: string,
  until: number,
): Promise<Login> {
  const deadlineMs = until - performance.now();
  const connect = () =>
    newConnection({
      url: options.url,
      settings: { application_name: options.name },
      deadlineMs,
      prepare: false,
    });
  const probe = connect();
  try {
    const { found, pooled } = await byDeadline(
      look(probe, options.role),
      until,
      () => new StoreUnavailable(`Cannot ask ${place}: no answer`),
      probe.ended,
    );
    if (found.version < VERSION_MIN) {
      const major = Math.floor(found.version / 10_000);
      throw new StoreRefused(
        `Cannot use ${place}: PostgreSQL ${major} is older than 15`,
      );
    }
    if (pooled && await sharesBackends(connect, until)) {
      throw new StoreRefused(`Cannot use ${place}: ${POOLED}`);
    }
    return judge(found, options.role);
  } catch (error) {
    throw told(error, place);
  } finally {
    probe.discard();
  }
}

async function look(probe: Connection, role: string | undefined) {
  const rows = await probe.sql<[Found]>`
    select pg_backend_pid() as backend, session_user::text as login,
      current_setting('server_version_num')::int as version,
      (select rolsuper from pg_roles where rolname = session_user)
        or pg_has_role(session_user, datdba, 'member') as owns,
      coalesce((select pg_has_role(session_user, oid,
          case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
        from pg_roles where rolname = ${role ?? ""}), false) as may_be
    from pg_database where datname = current_database()`;
  // Behind a pooler the greeting names another backend than the one that answers.
  return { found: rows[0], pooled: rows.state.pid !== rows[0].backend };
}

function judge(found: Found, role: string | undefined): Login {
  const isIt = role === undefined || role === found.login;
  const isolation = isIt && !found.owns ? "enforced" : "by convention";
  const { version } = found;
  return isIt || !found.may_be
    ? { isolation, version }
    : { isolation, version, role };
}
