/** One position with all that led to it, as of one moment. @module */
import type { History } from "../../../trading/trade.ts";
import type { Database, Sql } from "../database.ts";
import { adjustments, decisions, fills, orders, positions } from "./tables.ts";

/** Undefined if the books have no such position. */
export async function readHistory(
  database: Database,
  positionId: string,
): Promise<History | undefined> {
  const [row] = await database.read((sql) => historyQuery(sql, positionId));
  return row && {
    position: positions.read([row.position])[0]!,
    orders: orders.read(row.orders ?? []),
    fills: fills.read(row.fills ?? []),
    decisions: decisions.read(row.decisions ?? []),
    adjustments: adjustments.read(row.adjustments ?? []),
  };
}

function historyQuery(sql: Sql, positionId: string) {
  const of = (table: { select: string }) => sql.unsafe(table.select);
  // By position_id, not position_key: orders and decisions have an index on it.
  return sql<[HistoryRow?]>`
    with p as (
      select position_id as n, ${of(positions)} from positions
      where position_key = ${positionId}
    ), o as (
      select order_id as n, ${of(orders)} from orders
      where position_id = (select n from p)
    ), f as (
      select (select n from o where id = client_order_id) as n, ${of(fills)}
      from ops.fills where client_order_id in (select id from o)
    ), d as (
      select decision_id as n, ${of(decisions)} from decisions
      where decision_id in (
        select decision_id from decisions join o on decision_key = o.id
        union select decision_id from decisions
        where position_id = (select n from p))
    ), a as (
      select recorded_at as n, ${of(adjustments)} from ops.adjustments
      where position_key = ${positionId}
    )
    select to_jsonb(p) - 'n' as position,
      (select jsonb_agg(to_jsonb(o) - 'n' order by n) from o) as orders,
      (select jsonb_agg(to_jsonb(f) - 'n'
        order by at::timestamptz, n, "cumulativeQuantity") from f) as fills,
      (select jsonb_agg(to_jsonb(d) - 'n' order by n) from d) as decisions,
      (select jsonb_agg(to_jsonb(a) - 'n' order by n) from a) as adjustments
    from p`;
}

/** Lists as JSON whose amounts are text; null where there are none. */
interface HistoryRow {
  position: object;
  orders: object[] | null;
  fills: object[] | null;
  decisions: object[] | null;
  adjustments: object[] | null;
}
