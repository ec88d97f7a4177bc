/** Asks who listens on a port. Never waits longer than its deadline, whoever it is. @module */
import postgres from "postgres";
import { firstLine, LocalPostgresError } from "./error.ts";
import { OWNER, type Passwords } from "./passwords.ts";

export type Answer =
  /** PostgreSQL that takes our password; which cluster it serves. */
  | { who: "server"; dataDirectory: string }
  | {
    who:
      /** PostgreSQL that starts or stops just now. */
      | "busy server"
      /** PostgreSQL that does not take our password. */
      | "closed server"
      /** Something else. */
      | "foreign"
      /** It takes connections and says nothing: frozen, or something else. */
      | "silent"
      | "nobody";
  };

const DEADLINE_MS = 3_000;
/** "Do you speak TLS?": PostgreSQL answers S or N in whatever state it is. */
const SSL_REQUEST = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);
const YES_OR_NO = [..."SN"].map((letter) => letter.charCodeAt(0));

/** @throws {LocalPostgresError} If PostgreSQL refuses for a reason of its own. */
export async function askPort(
  port: number,
  passwords: Passwords,
): Promise<Answer> {
  const reply = await knock(port);
  if (reply === "late") return { who: "silent" };
  if (reply === "nobody") return { who: "nobody" };
  if (!YES_OR_NO.includes(reply)) return { who: "foreign" };
  return await logIn(port, passwords);
}

/** The first byte of what listens there answers; -1 if it hangs up without. */
async function knock(port: number): Promise<number | "late" | "nobody"> {
  let connection: Deno.TcpConn | undefined;
  const ask = async () => {
    connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(SSL_REQUEST);
    const reply = new Uint8Array(1);
    return await connection.read(reply) === null ? -1 : reply[0]!;
  };
  try {
    return await within(ask());
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return "nobody";
    if (error instanceof Deno.errors.ConnectionReset) return -1;
    if (error instanceof Deno.errors.BrokenPipe) return -1;
    throw error;
  } finally {
    connection?.close();
  }
}

async function logIn(port: number, passwords: Passwords): Promise<Answer> {
  const sql = postgres({
    host: "127.0.0.1",
    port,
    username: OWNER,
    password: passwords[OWNER]!,
    database: "postgres",
    max: 1,
    ssl: false,
    prepare: false,
    fetch_types: false,
  });
  try {
    const rows = await within(sql`show data_directory`.execute());
    if (rows === "late") return { who: "silent" };
    return { who: "server", dataDirectory: String(rows[0]?.data_directory) };
  } catch (error) {
    const { code } = error as { code?: string };
    if (BUSY.has(code)) return { who: "busy server" };
    if (CLOSED.has(code)) return { who: "closed server" };
    throw new LocalPostgresError(
      `Cannot open PostgreSQL: what runs on port ${port} says ${
        firstLine(String(error))
      }`,
      { cause: error },
    );
  } finally {
    await sql.end({ timeout: 0 });
  }
}

/** Starting or stopping, and connections that it cuts while it stops. */
const BUSY = new Set<string | undefined>([
  "57P01",
  "57P02",
  "57P03",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
]);
const CLOSED = new Set<string | undefined>(["28000", "28P01"]);

async function within<T>(work: Promise<T>): Promise<T | "late"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((done) => {
    timer = setTimeout(() => done("late"), DEADLINE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
