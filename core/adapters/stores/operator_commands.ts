/** The operator's door: what is asked of an agent is a row, and the agent obeys it. @module */
import { StoreUnavailable } from "../../ports.ts";
import { type Instant, iso } from "../../time.ts";
import type { CommandKind } from "../../trading/command.ts";
import type { Database, Transaction } from "./database.ts";
import { sleep } from "./deadline.ts";
import { type CommandRecord, commands } from "./read/commands.ts";
import type { Place } from "./seal_chain.ts";
import { seqOf } from "./sealed_rows.ts";
import { sealAll } from "./sealer.ts";

export interface Asked {
  kind: CommandKind;
  /** What it is about; null for all. */
  subject: string | null;
  reason: string;
  /** Whoever asks again with the same key gets the first command. */
  key: string;
  /** Market time. */
  at: Instant;
}

/** Who speaks through the API. */
export const OPERATOR = "operator";
/** So long an answer waits for its seal; the command counts without. */
const SEAL_MS = 1_000;
const RETRY_MS = 25;

/**
 * Writes the command with its journal row, once per key; the same key again
 * answers the command of the first time, whatever is asked now.
 */
export async function askCommand(
  database: Database,
  asked: Asked,
): Promise<CommandRecord> {
  const { command, place } = await database.transaction(async (sql) =>
    await inserted(sql, asked) ?? await known(sql, asked.key)
  );
  if (place) await seal(database, place);
  return command;
}

/** A command, and its journal row if that was written just now. */
interface Written {
  command: CommandRecord;
  place?: Place;
}

async function inserted(
  sql: Transaction,
  { kind, subject, reason, key, at }: Asked,
): Promise<Written | undefined> {
  const row = { kind, subject, reason, key, requested_by: OPERATOR };
  const rows = await sql`
    insert into ops.commands ${sql(row)} on conflict (key) do nothing
    returning ${sql.unsafe(commands.select)}`;
  const [command] = commands.read(rows);
  if (!command) return undefined;
  const entry = {
    agent: OPERATOR,
    kind: "command",
    subject: command.id,
    at: iso(at),
    body: commands.text(command),
  };
  const [place] = await sql<[Place]>`
    insert into ops.journal ${sql(entry)} returning xid, id`;
  return { command, place };
}

/** It may have been written a moment ago: the insert has waited for that. */
async function known(sql: Transaction, key: string): Promise<Written> {
  const rows = await sql`
    select ${sql.unsafe(commands.select)} from ops.commands where key = ${key}`;
  return { command: commands.read(rows)[0]! };
}

/** Its agent may not be awake to seal it; who is, is as good. */
async function seal(database: Database, place: Place): Promise<void> {
  const until = performance.now() + SEAL_MS;
  try {
    do {
      await sealAll(database);
      if (await seqOf(database, place)) return;
      await sleep(RETRY_MS); // a transaction that began before it is open
    } while (performance.now() < until);
  } catch (error) {
    // It is on record all the same, and whoever is awake next seals it.
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}
