/** Which bars the practice venue of a data folder was begun on. @module */
import type { LocalPostgres } from "../../core/adapters/local_postgres/open.ts";
import { asOwner } from "../../sql/connect.ts";
import { practiceUrl } from "./embedded.ts";

const BARS = "bars ";

/** The folder of them; undefined if none was begun, or on bars of a seed. */
export async function begunBars(
  server: LocalPostgres,
): Promise<string | undefined> {
  return await asOwner(practiceUrl(server), async (sql) => {
    const [row] = await sql<{ tape: string }[]>`select tape from venue`;
    return row?.tape.startsWith(BARS) ? row.tape.slice(BARS.length) : undefined;
  });
}
