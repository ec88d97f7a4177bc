/** Books made to equal the venue's where no fill did it: adjustment, position and cash, all or nothing. @module */
import { iso } from "../../../time.ts";
import type { Adjusted } from "../../../ports.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Position } from "../../../trading/position.ts";
import type { Transaction } from "../database.ts";
import { withAlerts } from "./alerts.ts";
import {
  adopt,
  FOLDED,
  positionEntry,
  UNVALUED,
  unwatched,
} from "./positions.ts";
import { adjustments, positions } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

/** @throws {Error} If a position moved meanwhile; nothing is written. */
export async function adjust(
  writer: Writer,
  adjusted: readonly Adjusted[],
  alerts: readonly Alert[] = [],
): Promise<void> {
  // Here, for within the transaction it would ask for a second connection.
  for (const { position } of adjusted) {
    if (position) await writer.securityId(position.symbol);
  }
  await withAlerts(writer, alerts, async (sql) => {
    const entries: Entry[] = [];
    for (const one of adjusted) entries.push(...await write(sql, writer, one));
    await sql`insert into ops.journal ${journalled(sql, writer, entries)}`;
  });
}

async function write(
  sql: Transaction,
  writer: Writer,
  { adjustment, before, position }: Adjusted,
): Promise<Entry[]> {
  const { account } = writer;
  const at = iso(adjustment.at);
  const { id: subject, quantity } = adjustment;
  const body = adjustments.text(adjustment);
  const entries: Entry[] = [{ kind: "adjustment", subject, at, body }];
  if (position) {
    const held = before
      ? await change(sql, before, position, quantity)
      : await adopt(sql, writer, position);
    entries.push(positionEntry(held, at));
  }
  const row = adjustments.row(adjustment);
  await sql`insert into ops.adjustments ${sql({ ...row, account })}`;
  await sql`
    update ops.accounts set cash = cash + ${row.cash as string}::numeric
    where account = ${account}`;
  return entries;
}

/** Its shares and what follows from them, if it is still as it was. */
async function change(
  sql: Transaction,
  before: Position,
  position: Position,
  quantity: number,
): Promise<Position> {
  const was = positions.row(before) as { cost: string };
  const closes = position.status === "closed";
  const ended = closes ? `${UNVALUED}, exit_reason = 'adjustment'` : "";
  const over = closes ? sql`, over as (${unwatched(sql)})` : sql``;
  const [row] = await sql`
    with held as (
      update positions set ${sql(positions.row(position), ...FOLDED)},
        adjusted_quantity = adjusted_quantity + ${quantity} ${sql.unsafe(ended)}
      where position_key = ${before.id} and status = ${before.status}
        and quantity = ${before.quantity} and cost = ${was.cost}
      returning position_id, ${sql.unsafe(positions.select)}
    ) ${over} select * from held`;
  if (!row) {
    throw new Error(
      `Cannot adjust: position ${before.id} does not hold ${before.quantity} shares for ${was.cost} any more`,
    );
  }
  return positions.read([row])[0]!;
}
