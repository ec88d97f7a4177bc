/** All records of a trading database, for a hash of its state. @module */
import { z } from "zod";
import { Money } from "../../../money.ts";
import type { Contents } from "../../../trading/contents.ts";
import { decisions, fills, orders, positions } from "./tables.ts";
import type { Writer } from "./writer.ts";

/** Each kind in the order of writing. */
export async function readContents(
  { database, account }: Writer,
): Promise<Contents> {
  return await database.read(async (sql) => {
    const all = (table: { name: string; select: string }, order: string) =>
      sql.unsafe(`select ${table.select} from ${table.name} order by ${order}`);
    const [{ cash }] = await sql<[{ cash: string }]>`
      select cash::text from ops.accounts where account = ${account}`;
    return {
      cash: z.parse(Money, cash),
      orders: orders.read(await all(orders, "order_id")),
      fills: fills.read(await all(fills, "recorded_at")),
      positions: positions.read(await all(positions, "position_id")),
      decisions: decisions.read(await all(decisions, "decision_id")),
    };
  });
}
