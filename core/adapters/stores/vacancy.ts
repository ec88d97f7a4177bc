/** Whether an agent is gone, and what it left without a stop at its venue. @module */
import { LIVE } from "../../trading/order.ts";
import type { Database } from "./database.ts";

export interface Vacancy {
  /** How long nobody has had the lease, in ms by the database's clock; null while somebody does. */
  freeMs: number | null;
  /** Who has it, or had it last; null if nobody ever did. */
  holder: string | null;
  /** Symbols that nobody looks after: held without a stop at the venue, or with an entry that may still fill. */
  watched: readonly string[];
}

export async function readVacancy(
  database: Database,
  agent: string,
): Promise<Vacancy> {
  const [row] = await database.read((sql) =>
    sql<[{ free_ms: number | null; holder: string | null; watched: string[] }]>`
      select 1000 * extract(epoch from clock_timestamp() - l.expires_at)::float8 as free_ms,
        l.holder, array(
          select symbol from positions where status = 'open' and protection <> 'venue'
          union
          select symbol from orders
          where order_purpose = 'entry' and status = any(${[...LIVE]})
          order by symbol) as watched
      from (select) one left join ops.leases l on l.agent = ${agent}`
  );
  const { free_ms: free, holder, watched } = row;
  return { freeMs: free !== null && free > 0 ? free : null, holder, watched };
}
