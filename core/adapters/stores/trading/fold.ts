/** One fill folded into its position: the part of a statement that others are built on. @module */
import type { Order } from "../../../trading/order.ts";
import type { Sql, Transaction } from "../database.ts";
import { type Booked, FOLDED, newRow, UNVALUED } from "./positions.ts";
import { fills, positions } from "./tables.ts";
import { selected, type Writer } from "./writer.ts";

/**
 * Changes the row of a position by one fill, and returns it; the first fill
 * writes it. Nothing is done without a row in the part `ready`, and no row comes
 * back if another writer moved the position first.
 */
export function fold(
  sql: Sql | Transaction,
  writer: Writer,
  order: Order,
  booked: Booked,
) {
  const { fill, position } = booked;
  const entered = order.purpose === "entry";
  const before = position.quantity + (entered ? -fill.quantity : fill.quantity);
  // Its journal row says who protects it, so that must still be true.
  const same = sql`positions.quantity = ${before}
    and positions.protection = ${position.protection}`;
  const returned = sql`returning position_id, position_key, symbol, opened_at`;
  if (!entered || before > 0) {
    return sql`
    ${change(sql, "positions", order, booked)}
    where position_key = ${position.id} and ${same}
      and exists (select from ready) ${returned}`;
  }
  const of = (column: string) =>
    sql`(select ${
      sql(column)
    } from orders where client_order_id = ${order.id})`;
  const row = newRow(writer, position, {
    cycle_id: of("cycle_id"),
    security_id: of("security_id"),
    entry_quantity: fill.quantity,
    entry_value: fills.row(fill).value,
  });
  // One that was closed is held again when its entry fills late.
  return sql`
    insert into positions ${selected(sql, row)} where exists (select from ready)
    on conflict (position_key) do ${change(sql, "", order, booked)}
    where ${same} ${returned}`;
}

/** What one fill changes of a row that is there; an upsert names no table. */
function change(
  sql: Sql | Transaction,
  table: "positions" | "",
  { purpose, trigger }: Order,
  { fill, position }: Booked,
) {
  const { value } = fills.row(fill) as { value: string };
  const total = purpose === "entry"
    ? sql`
    entry_quantity = positions.entry_quantity + ${fill.quantity},
    entry_value = positions.entry_value + ${value}`
    : sql`
    exit_reason = ${trigger}, exit_quantity = exit_quantity + ${fill.quantity},
    exit_value = exit_value + ${value}`;
  const unvalued = sql.unsafe(position.status === "closed" ? UNVALUED : "");
  return sql`update ${sql.unsafe(table)} set
    ${sql(positions.row(position), ...FOLDED)}, ${total} ${unvalued}`;
}
