/** Rows of securities: made when first seen, known by heart from the start. @module */
import type { Market } from "../../../market/market.ts";
import type { Database } from "../database.ts";

/** Answers the row of a symbol; symbols never change their row. */
export async function securitiesOf(
  database: Database,
  market: Market,
): Promise<(symbol: string) => Promise<number>> {
  const known = new Map<string, Promise<number>>();
  const rows = await database.read((sql) =>
    sql<{ symbol: string; exchange: string | null; security_id: number }[]>`
      select symbol, exchange, security_id from securities`
  );
  for (const { symbol, exchange, security_id } of rows) {
    if (exchange !== (market.exchangeOf(symbol) ?? null)) continue;
    known.set(symbol, Promise.resolve(security_id));
  }
  return (symbol) => {
    const found = known.get(symbol) ?? rowOf(database, market, symbol);
    known.set(symbol, found);
    // A failed read is not kept: the next one asks again.
    found.catch(() => known.delete(symbol));
    return found;
  };
}

async function rowOf(
  database: Database,
  market: Market,
  symbol: string,
): Promise<number> {
  const exchange = market.exchangeOf(symbol) ?? null;
  const lot_size = market.lotOf(symbol) ?? null;
  await database.write((sql) =>
    sql`insert into securities ${sql({ symbol, exchange, lot_size })}
        on conflict (symbol, exchange) do nothing`
  );
  const [row] = await database.read((sql) =>
    sql`select security_id from securities
        where symbol = ${symbol} and exchange is not distinct from ${exchange}`
  );
  return row!.security_id;
}
