/** Decisions, also those to do nothing. @module */
import type { Decision } from "../../../trading/decision.ts";
import type { Database } from "../database.ts";
import { decisions } from "../trading/tables.ts";
import {
  before,
  limited,
  type Listed,
  listed,
  matching,
  type Page,
} from "./page.ts";

export interface DecisionFilter {
  symbol?: string | null | undefined;
  action?: string | null | undefined;
}

/** Newest first, in one statement. */
export async function listDecisions(
  database: Database,
  { symbol, action }: DecisionFilter,
  page: Page,
): Promise<Listed<Decision>> {
  const rows = await database.read((sql) =>
    sql<{ n: number }[]>`
      select decision_id as n, ${sql.unsafe(decisions.select)}
      from decisions where true
        ${matching(sql, "symbol", symbol)} ${matching(sql, "action", action)}
        ${before(sql, "decision_id", page)}
      order by decision_id desc ${limited(sql, page)}`
  );
  return listed(rows, decisions.read(rows), page);
}
