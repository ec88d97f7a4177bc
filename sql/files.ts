/**
 * The SQL files of a kind of database: what is applied once and in order, and
 * the grants that are applied again whenever they change.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { MigrationError } from "./connect.ts";

/**
 * `trading` is the books of one agent, `research` what all agents share,
 * `practice` what the practice venue remembers.
 */
export type Kind = "trading" | "research" | "practice";

export interface SqlFile {
  /** Folder and file: "ops/0001_journal.sql". */
  name: string;
  text: string;
  /** SHA-256 of the text, in hex. */
  hash: string;
}

export interface SqlFiles {
  /** In the order in which they are applied. */
  migrations: SqlFile[];
  grants: SqlFile[];
}

const NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;
const HERE = new URL("./", import.meta.url);

/** Folders of each kind, `ops` first: journal and leases, on which the rest stands. */
const PARTS: Record<Kind, readonly string[]> = {
  trading: ["ops", "trading"],
  research: ["ops", "research"],
  practice: ["practice"],
};

/** Every file for databases of `kind`. */
export async function sqlFiles(kind: Kind, folder = HERE): Promise<SqlFiles> {
  const parts = PARTS[kind];
  const migrations = parts.map((part) => numbered(part, folder));
  const grants = parts.map((part) => read(`grants/${part}.sql`, folder));
  return {
    migrations: (await Promise.all(migrations)).flat(),
    grants: await Promise.all(grants),
  };
}

async function numbered(part: string, folder: URL): Promise<SqlFile[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(new URL(`${part}/`, folder))) {
    if (name.endsWith(".sql")) names.push(name);
  }
  names.sort();
  const numbers = names.map((name) => NAME.exec(name)?.[1]);
  const wrong = names.find((_, at) =>
    numbers[at] === undefined || numbers[at] === numbers[at - 1]
  );
  if (wrong) {
    throw new MigrationError(
      `Cannot order ${part}/${wrong}: give it a number of its own, as 0003_name.sql`,
    );
  }
  return await Promise.all(
    names.map((name) => read(`${part}/${name}`, folder)),
  );
}

/** Line ends are made equal, so that a checkout elsewhere has the same hash. */
async function read(name: string, folder: URL): Promise<SqlFile> {
  const raw = await Deno.readTextFile(new URL(name, folder));
  const text = raw.replaceAll("\r\n", "\n");
  return { name, text, hash: hashOf(text) };
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
