/** Orders with their fills. @module */
import type { Fill } from "../../../trading/fill.ts";
import type { Order } from "../../../trading/order.ts";
import type { Database } from "../database.ts";
import { fills, orders } from "../trading/tables.ts";
import {
  before,
  limited,
  type Listed,
  listed,
  matching,
  type Page,
} from "./page.ts";

/** An order, and what it has traded, oldest first. */
export interface FilledOrder extends Order {
  fills: readonly Fill[];
}

export interface OrderFilter {
  status?: string | null | undefined;
  symbol?: string | null | undefined;
  /** Orders that enter or leave this position. */
  positionId?: string | null | undefined;
}

interface Row {
  n: number;
  fills: object[];
}

/** Newest first, fills included, in one statement. */
export async function listOrders(
  database: Database,
  { status, symbol, positionId }: OrderFilter,
  page: Page,
): Promise<Listed<FilledOrder>> {
  const rows = await database.read((sql) =>
    sql<Row[]>`
      select order_id as n, ${sql.unsafe(orders.select)}, (
          select coalesce(jsonb_agg(to_jsonb(f) order by "cumulativeQuantity"), '[]')
          from (select ${sql.unsafe(fills.select)} from ops.fills of_order
            where of_order.client_order_id = orders.client_order_id) f) as fills
      from orders where true
        ${matching(sql, "status", status)} ${matching(sql, "symbol", symbol)}
        ${matching(sql, "position_key", positionId)}
        ${before(sql, "order_id", page)}
      order by order_id desc ${limited(sql, page)}`
  );
  const nodes = orders.read(rows).map((order, i) => ({
    ...order,
    fills: fills.read(rows[i]!.fills),
  }));
  return listed(rows, nodes, page);
}
