/** The overseer's row of `claude_state`: the port `OverseerStore` on PostgreSQL. @module */
import type { OverseerStore } from "../../../ports.ts";
import { iso } from "../../../time.ts";
import type { PendingQuery, Row } from "postgres";
import type { Database, Sql } from "../database.ts";
import type { Lease } from "../lease.ts";

/** Errors of today, by UTC; those of another day count no longer. */
const TODAYS = `case when last_error_at >= date_trunc('day', clock_timestamp())
  then error_count_today else 0 end`;

export interface OverseerOptions {
  database: Database;
  agent: string;
  lease: Pick<Lease, "fence">;
}

/** Every method is one statement, under the fence of its lease. */
export class PostgresOverseer implements OverseerStore {
  readonly #options: OverseerOptions;

  constructor(options: OverseerOptions) {
    this.#options = options;
  }

  /** Database time says when it woke; the next time is market time, as its schedule is. */
  tell(
    { mode, message, nextAt }: Parameters<OverseerStore["tell"]>[0],
  ): Promise<void> {
    const next = nextAt === null ? null : iso(nextAt);
    return this.#set((sql) =>
      sql`current_mode = ${mode}, status_message = ${message},
        next_scheduled_wake = ${next}::timestamptz,
        last_wake_at = case ${mode}::text
          when 'awake' then clock_timestamp() else last_wake_at end,
        error_count_today = ${sql.unsafe(TODAYS)}`
    );
  }

  /** What ended it, for whoever looks while it is gone. */
  fail(message: string): Promise<void> {
    return this.#set((sql) =>
      sql`current_mode = 'error', status_message = ${message},
        last_error = ${message}, last_error_at = clock_timestamp(),
        error_count_today = ${sql.unsafe(TODAYS)} + 1`
    );
  }

  async #set(changes: (sql: Sql) => PendingQuery<Row[]>): Promise<void> {
    const { database, agent, lease } = this.#options;
    await database.write((sql) =>
      sql`with fence as (
            select ops.require_fence(${agent}, ${lease.fence}::bigint)
          )
          update claude_state set ${changes(sql)} from fence
          where agent_id = ${agent}`
    );
  }
}
