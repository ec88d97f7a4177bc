/**
 * Carries closed trades and their decisions from one agent's books to
 * `catalyst_research`, by the sealed journal of the books, once each.
 *
 * Every step is: read the carrier's place, read the books, write under a
 * compare-and-set of that place. So it may be killed anywhere and started
 * anywhere, twice at once too, and never writes an older state over a newer.
 *
 * @module
 */
import { z } from "zod";
import { Position } from "../../trading/position.ts";
import { type Trade, tradeOf } from "../../trading/trade.ts";
import type { Database } from "./database.ts";
import { journalTail, lastSealed, type SealedRow } from "./journal_tail.ts";
import { StoreRefused } from "./refused.ts";
import {
  carriedOf,
  carryTrade,
  type Move,
  pass,
  placeOf,
} from "./research/carried.ts";
import { readHistory } from "./trading/history.ts";

export interface CarryOptions {
  books: Database;
  research: Database;
  agent: string;
  market: Trade["market"];
  currency: Trade["currency"];
  /** Name of the books in `sync_log`, whatever the database itself is called. */
  database: "catalyst_dev" | "catalyst_intl";
}

export interface Carried {
  /** New here, or changed by a late fill since they were carried. */
  trades: number;
  decisions: number;
  /** Place up to which the journal of the books was read. */
  seq: number;
}

/** Journal rows read at once. */
const BATCH = 1_000;

/** Carries until everything is read that is sealed now. */
export async function carryAll(options: CarryOptions): Promise<Carried> {
  const end = await lastSealed(options.books);
  const total = { trades: 0, decisions: 0, seq: 0 };
  do {
    const { trades, decisions, seq } = await carry(options);
    total.trades += trades;
    total.decisions += decisions;
    total.seq = seq;
  } while (total.seq < end);
  return total;
}

/**
 * Carries what one batch of the journal tells of. Ends early where another
 * carrier has overtaken this one.
 *
 * @throws {StoreUnavailable} A database is gone: what is done is done, the next
 * call goes on from there.
 */
export async function carry(options: CarryOptions): Promise<Carried> {
  const { books, research, agent, database: source } = options;
  const done: Carried = {
    trades: 0,
    decisions: 0,
    seq: await placeOf(research, source),
  };
  const rows = await journalTail(books, done.seq, BATCH);
  for (const { subject, seq } of await worthCarrying(research, agent, rows)) {
    const move = { source, from: done.seq, to: seq };
    const { trade, decisions } = await read(options, subject);
    if (!trade) continue; // not traded here from entry to exit: no evidence
    const written = await carryTrade(research, move, trade, decisions);
    if (!written) return { ...done, seq: await overtaken(research, move) };
    done.trades += written.trades;
    done.decisions += written.decisions;
    done.seq = seq;
  }
  const move = { source, from: done.seq, to: rows.at(-1)?.seq ?? done.seq };
  if (move.to === move.from) return done;
  const passed = await pass(research, move);
  return { ...done, seq: passed ? move.to : await overtaken(research, move) };
}

/**
 * Where the other carrier stands.
 *
 * @throws {StoreRefused} If there is no other: row security hides the place from
 * whoever is not its agent, and trying again would never end.
 */
async function overtaken(
  research: Database,
  { source, from }: Move,
): Promise<number> {
  const place = await placeOf(research, source);
  if (place !== from) return place;
  throw new StoreRefused(
    `Cannot carry from ${source}: this login may not move its carrier on from ${place}`,
  );
}

/**
 * The last row of each position that was closed, or that a late fill has opened
 * again after it was carried. Its earlier rows tell nothing the books do not.
 */
async function worthCarrying(
  research: Database,
  agent: string,
  rows: readonly SealedRow[],
): Promise<SealedRow[]> {
  const last = new Map(
    rows.filter(({ kind }) => kind === "position")
      .map((row) => [row.subject, row]),
  );
  const carried = await carriedOf(research, agent, [...last.keys()]);
  return [...last.values()]
    .filter((row) => carried.has(row.subject) || isClosed(row))
    .sort((a, b) => a.seq - b.seq);
}

const Status = z.object({ status: Position.shape.status });

function isClosed({ body }: SealedRow): boolean {
  return Status.parse(JSON.parse(body)).status === "closed";
}

async function read(
  { books, agent, market, currency, database }: CarryOptions,
  positionId: string,
) {
  const history = await readHistory(books, positionId);
  if (!history) {
    throw new Error(
      `Cannot carry trade ${positionId}: the journal of ${database} tells of it, its positions do not`,
    );
  }
  const trade = tradeOf({ agent, market, currency }, history);
  return { trade, decisions: history.decisions };
}
