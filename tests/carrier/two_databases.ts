/** Books of dev_claude and catalyst_research, through its own login, and trades to carry between them. @module */
import { carryAll } from "../../core/adapters/stores/carrier.ts";
import {
  type Database,
  openDatabase,
} from "../../core/adapters/stores/database.ts";
import { takeLease } from "../../core/adapters/stores/lease.ts";
import { sealAll } from "../../core/adapters/stores/sealer.ts";
import { PostgresBooks } from "../../core/adapters/stores/trading/books.ts";
import { devClaude } from "../../core/agents/dev_claude.ts";
import { us } from "../../core/market/us.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import type { Order } from "../../core/trading/order.ts";
import { cents, decisionOf, intent, report } from "../order_life/samples.ts";
import { cycle, session, tell } from "../order_life/store_samples.ts";
import { freshDatabase, ignore, type TestDatabase } from "../postgres.ts";

export const AGENT = devClaude.id;
const PARAMETERS = { ...firstVersion(devClaude), id: "a-p1" };

export interface Two {
  books: PostgresBooks;
  source: Database;
  research: Database;
  dev: TestDatabase;
  there: TestDatabase;
  /** Seals, and carries over `research` unless another way there is given. */
  carry(
    other?: { books?: Database; research?: Database },
  ): ReturnType<typeof carryAll>;
}

/** Declares a test between two databases of its own. */
export function carries(name: string, test: (two: Two) => Promise<void>): void {
  Deno.test({ name: `Carrier: ${name}`, ignore, fn: () => between(test) });
}

async function between(test: (two: Two) => Promise<void>): Promise<void> {
  const dev = await freshDatabase("dev");
  const there = await freshDatabase("research");
  const source = await openDatabase({ url: dev.urlOf(AGENT), name: "books" });
  const research = await openDatabase({
    url: there.urlOf(AGENT),
    name: "carrier",
  });
  const holder = { agent: AGENT, holder: "carrier test", build: "test" };
  const lease = await takeLease(source, holder);
  try {
    const books = await opened(source, lease);
    const carry: Two["carry"] = async (other = {}) => {
      await sealAll(source);
      return await carryAll(optionsOf({ books: source, research, ...other }));
    };
    await test({ books, source, research, dev, there, carry });
  } finally {
    await lease.release();
    await Promise.all([source.close(), research.close()]);
    await Promise.all([dev.drop(), there.drop()]);
  }
}

export function optionsOf(databases: { books: Database; research: Database }) {
  return {
    ...databases,
    agent: AGENT,
    market: us.id,
    currency: us.currency,
    database: "catalyst_dev" as const,
  };
}

async function opened(
  database: Database,
  lease: { fence: number },
): Promise<PostgresBooks> {
  const books = await PostgresBooks.open({
    database,
    agent: devClaude,
    market: us,
    broker: "PRACTICE",
    account: "practice",
    parameters: PARAMETERS,
    lease,
  });
  await books.openSession(session());
  await books.recordCycle(cycle("c-1"), []);
  return books;
}

/** An entry of 200 shares of which 100 are filled at 86 before it is cancelled. */
export async function entered(
  books: PostgresBooks,
  id: string,
): Promise<Order> {
  const order = intent({ id, symbol: id.toUpperCase() });
  await books.recordIntent(decisionOf(order), order);
  await books.claim(id);
  await tell(books, report(order, "cancelled", 100, cents(8_600)));
  return order;
}

/** The other 100 shares of such an entry, told too late. */
export async function filledLate(
  books: PostgresBooks,
  order: Order,
): Promise<void> {
  await tell(books, report(order, "filled", 200, cents(17_200)));
}

/** Sells what is held of an entry, at 90 a share. */
export async function left(
  books: PostgresBooks,
  { id: positionId, symbol }: Order,
  id: string,
): Promise<void> {
  const { quantity } = (await books.position(positionId))!;
  const order = intent({
    id,
    positionId,
    symbol,
    side: "sell",
    purpose: "exit",
    trigger: "stop_loss_hit",
    quantity,
  });
  const reasons = ["stop_loss_hit (strong)", "below_vwap (moderate)"];
  await books.recordIntent({ ...decisionOf(order), reasons }, order);
  await books.claim(id);
  await tell(books, report(order, "filled", quantity, cents(90 * quantity)));
}

/** `count` trades from entry to exit: ids t0, t1 …, exits x0, x1 … */
export async function closedTrades(
  books: PostgresBooks,
  count: number,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    await left(books, await entered(books, `t${i}`), `x${i}`);
  }
}

/** How many rows of each kind research holds. */
export async function countsIn(research: Database) {
  const [row] = await research.read((sql) =>
    sql`select
      (select count(*)::int from ops.trades) as trades,
      (select count(*)::int from ops.trade_decisions) as decisions,
      (select count(*)::int from sync_log) as logged,
      (select count(*)::int from ops.journal where kind = 'trade') as journalled,
      (select seq::int from ops.carriers where agent = ${AGENT}) as seq`
  );
  return { ...row };
}
