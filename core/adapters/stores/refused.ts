/**
 * Errors of PostgreSQL and of the way to it, told apart by their code: refused
 * for good, gone for now, worth another try, or the caller's own.
 *
 * @module
 */
import { StoreUnavailable } from "../../ports.ts";

/** The server answers and will go on saying no: settings are wrong, not the weather. */
export class StoreRefused extends Error {
  override name = "StoreRefused";
}

/** What to say when something between us and PostgreSQL changes what we say. */
export const POOLED =
  "a pooler in front of it gets in the way; use PostgreSQL's own port";

/** What a code means, while connecting, to somebody who set a URL. */
const REFUSALS: [code: RegExp, because: string][] = [
  [/^28/, "wrong login or password, or it may not come from here"],
  [/^3D000$/, "there is no such database"],
  [/^42501$/, "this login may not connect to it"],
  [/^08P01$/, POOLED],
  [/^NO_TLS$/, "it does not encrypt, and its URL asks for that"],
  [/CERT|^ERR_TLS/, "its certificate cannot be verified"],
];

/**
 * The connection is lost or cannot be made: 08 connection, 25P03 cut as idle,
 * 53300 no slot left, 57P shutdown, and what sockets say.
 */
const LOST =
  /^(08|25P0[34]|53300|57P|CONNECT|E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND|ADDR|AI_))/;

/** Deadlock or failed serialization: all of it was undone and may be tried again. */
const REPEATABLE = /^(40001|40P01)$/;

/** A lock was waited for in vain: somebody stands still in the middle of a write. */
const LOCKED = /^55P03$/;

/** The server gave up by itself, so nothing was done: 25006 it is read-only, 53 out of something, 57014 too slow. */
const GIVEN_UP = /^(25006|53|57014)/;

export type Kind =
  | "refused"
  | "lost"
  | "repeatable"
  | "locked"
  | "given up"
  | "theirs";

/** What an error says of the call it ended; `theirs` is for the caller to read. */
export function kindOf(error: unknown): Kind {
  const code = codeOf(error);
  if (reasonOf(error) !== undefined) return "refused";
  if (LOST.test(code)) return "lost";
  if (REPEATABLE.test(code)) return "repeatable";
  if (LOCKED.test(code)) return "locked";
  return GIVEN_UP.test(code) ? "given up" : "theirs";
}

/**
 * The error to throw for one of `postgres`: our own class, in one line without
 * the password, unless it is the caller's to read.
 */
export function told(error: unknown, place: string): unknown {
  const kind = kindOf(error);
  if (kind === "refused") {
    return new StoreRefused(`Cannot open ${place}: ${reasonOf(error)}`);
  }
  if (kind === "theirs" || kind === "repeatable") return error;
  const why = kind === "lost" ? "no connection" : Object(error).message;
  return new StoreUnavailable(
    `Cannot ask ${place}: ${why} (${codeOf(error)})`,
    { cause: error },
  );
}

/** Why connecting was refused, if it was. No mere statement is FATAL; poolers tell that in one way only. */
function reasonOf(error: unknown): string | undefined {
  const code = codeOf(error);
  const { severity, severity_local } = Object(error);
  const connecting = /FATAL/.test(severity ?? severity_local) ||
    /^[A-Z_]+$/.test(code);
  const known = REFUSALS.find(([pattern]) => connecting && pattern.test(code));
  return known && `${known[1]} (${code})`;
}

/** The SQLSTATE or the system's name of an error; empty where there is neither. */
function codeOf(error: unknown): string {
  const { code } = Object(error);
  return typeof code === "string" ? code : "";
}
