/**
 * A database URL taken apart.
 *
 * @module
 */
import { StoreRefused } from "./refused.ts";

/** How far TLS goes: encrypted if offered, encrypted, by a known authority, for this very host. */
const TLS_MODES = [
  "disable",
  "allow",
  "prefer",
  "require",
  "verify-ca",
  "verify-full",
] as const;

export interface Address {
  host: string;
  port: number;
  database: string;
  login: string;
  password: string;
  tls: typeof TLS_MODES[number];
  /** A file with the certificates of the authority, where it is a private one. */
  authority: string | undefined;
  /** Names the database in errors, without the credentials. */
  place: string;
}

const PORT = 5432;
const SHAPE = "postgres://login:password@host:port/database";

/**
 * @throws {StoreRefused} If it is none of PostgreSQL, or asks for what we do not
 * do. The URL itself is not repeated: it holds a password.
 */
export function addressOf(url: string): Address {
  const parsed = URL.parse(url);
  const database = parsed && decode(parsed.pathname.slice(1));
  const isOurs = /^postgres(ql)?:$/.test(parsed?.protocol ?? "");
  if (!parsed || !isOurs || !parsed.hostname || !database) {
    throw new StoreRefused(`Cannot open a database: its URL is not ${SHAPE}`);
  }
  const host = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = Number(parsed.port || PORT);
  const place = `${database} at ${host}:${port}`;
  const { sslmode = "disable", sslrootcert, ...others } = Object.fromEntries(
    parsed.searchParams,
  );
  const tls = TLS_MODES.find((mode) => mode === sslmode);
  const [unknown] = Object.keys(others);
  if (!tls || unknown) {
    const what = unknown ?? `sslmode ${sslmode}`;
    throw new StoreRefused(
      `Cannot open ${place}: its URL asks for ${what}, which we do not know`,
    );
  }
  const login = decode(parsed.username);
  const password = decode(parsed.password);
  return {
    host,
    port,
    database,
    login,
    password,
    tls,
    authority: sslrootcert,
    place,
  };
}

/** Percent signs that encode nothing stand for themselves. */
function decode(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text);
}
