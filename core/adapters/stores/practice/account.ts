/** One market's account in the practice venue's database. @module */
import { z } from "zod";
import { Money } from "../../../money.ts";
import type { PlacedOrder } from "../../../practice/placed_order.ts";
import type {
  Changes,
  Kept,
  VenueKeeper,
} from "../../../practice/venue_keeper.ts";
import { Instant } from "../../../time.ts";
import type { Database, Sql } from "../database.ts";
import type { Row } from "../table.ts";
import { overtaken } from "./overtaken.ts";
import { fills, holdings, orders } from "./tables.ts";

/** Whose account, and of which start of the venue. */
export interface Owner {
  market: string;
  currency: string;
  fence: number;
}

const Account = z.object({
  openingCash: Money,
  cash: Money,
  playedTo: Instant,
});

export function accountKeeper(database: Database, owner: Owner): VenueKeeper {
  return {
    load: () => load(database, owner.market),
    save: (changes) => save(database, owner, changes),
  };
}

/** Nobody writes meanwhile: who opened the store has fenced the others off. */
async function load(
  database: Database,
  market: string,
): Promise<Kept | undefined> {
  return await database.read(async (sql) => {
    const [account] = await sql`
      select opening_cash::text as "openingCash", cash::text,
        played_to::text as "playedTo"
      from accounts where market = ${market}`;
    if (!account) return;
    const placed = await sql`select ${sql.unsafe(orders.select)}
      from orders where market = ${market} order by number`;
    const filled = await sql`select ${sql.unsafe(fills.select)}
      from fills where market = ${market} order by sequence`;
    const held = await sql`select ${sql.unsafe(holdings.select)}
      from holdings where market = ${market} and quantity <> 0
      order by symbol`;
    return {
      ...z.decode(Account, account as z.input<typeof Account>),
      orders: orders.read(placed).map((order): PlacedOrder => ({
        ...order,
        cancelAsked: order.cancelsAt !== null,
      })),
      fills: fills.read(filled),
      holdings: holdings.read(held),
    };
  });
}

/** One statement: all of it or nothing, in one round trip. */
async function save(
  database: Database,
  owner: Owner,
  changes: Changes,
): Promise<void> {
  const { market, currency, fence } = owner;
  const { openingCash, cash, playedTo } = z.encode(Account, changes);
  const saved = await database.write((sql) =>
    sql`with mine as (select from venue where fence = ${fence} for share),
      ${rowsOf(sql, market, changes)}
      insert into accounts as account
        (market, currency, opening_cash, cash, played_to)
      select ${market}, ${currency}, ${openingCash}::numeric, ${cash}::numeric,
        ${playedTo}::timestamptz
      from mine
      on conflict (market) do update
        set cash = excluded.cash, played_to = excluded.played_to
        where account.played_to <= excluded.played_to
      returning 1`
  );
  if (saved.length === 0) throw overtaken(`the account in ${market}`);
}

/** What changed, each row as it now is, for the holder of the fence only. */
function rowsOf(sql: Sql, market: string, changes: Changes) {
  const written = <T>(all: readonly T[], of: (one: T) => Row) =>
    JSON.stringify(all.map((one) => ({ market, ...of(one) })));
  const placed = written(changes.orders, orders.row);
  const filled = written(changes.fills, fills.row);
  const held = written(changes.holdings, holdings.row);
  return sql`placed as (
      insert into orders
      select r.* from mine, jsonb_populate_recordset(null::orders, ${placed}::text::jsonb) r
      on conflict (market, number) do update set status = excluded.status,
        filled_quantity = excluded.filled_quantity,
        filled_value = excluded.filled_value, fees = excluded.fees,
        reason = excluded.reason, updated_at = excluded.updated_at,
        cancels_at = excluded.cancels_at, dropped_at = excluded.dropped_at
    ), filled as (
      insert into fills
      select r.* from mine, jsonb_populate_recordset(null::fills, ${filled}::text::jsonb) r
    ), held as (
      insert into holdings
      select r.* from mine, jsonb_populate_recordset(null::holdings, ${held}::text::jsonb) r
      on conflict (market, symbol) do update
        set quantity = excluded.quantity, cost = excluded.cost
    )`;
}
