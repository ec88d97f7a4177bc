/** The API put together: databases, journals, clock, server, and their end. @module */
import type { MarketTime } from "../core/adapters/clocks/market_time.ts";
import { nextAfter } from "../core/adapters/cron.ts";
import type { Agent } from "../core/agents/agent.ts";
import { runsAfter } from "../core/agents/schedule.ts";
import { marketOf } from "../core/market/mod.ts";
import type { Instant } from "../core/time.ts";
import type { Run } from "../schema/builder.ts";
import type { Databases } from "./databases.ts";
import { Live, type LiveOptions } from "./live.ts";
import { readsOf } from "./reads.ts";
import { serverOf } from "./server.ts";

export interface App {
  fetch(request: Request): Promise<Response>;
  /** How many streams are open. */
  listeners(): number;
  /** Ends every stream. */
  quiet(): Promise<void>;
  /** Ends what else there is. */
  close(): Promise<void>;
}

export interface AppOptions {
  databases: Databases;
  time: MarketTime;
  report(error: unknown): void;
  live?: LiveOptions;
}

export function appOf({ databases, time, report, live }: AppOptions): App {
  const journals = new Map(
    [...databases].map(([id, database]) => [id, new Live(database, id, live)]),
  );
  const fetch = serverOf({
    report,
    contextOf(request, following) {
      const reads = readsOf({
        databaseOf: (id) => databases.get(id)!,
        now: () => time.now(),
        async follow({ id }, after, wants) {
          const place = after ?? lastEventOf(request);
          const feed = await journals.get(id)!.follow(place, wants);
          following(feed);
          return feed;
        },
      });
      return { time, nextRuns, reads };
    },
  });
  return {
    fetch,
    listeners: () =>
      [...journals.values()].reduce((sum, { listeners }) => sum + listeners, 0),
    async quiet() {
      await Promise.all([...journals.values()].map((one) => one.close()));
    },
    async close() {
      time.close();
      await Promise.all([...databases.values()].map((one) => one.close()));
    },
  };
}

/** Where a browser that lost its stream goes on. */
function lastEventOf({ headers }: Request): number | null {
  const id = headers.get("last-event-id") ?? "";
  return /^\d{1,15}$/.test(id) ? Number(id) : null;
}

function nextRuns(agent: Agent, at: Instant, count: number): Run[] {
  if (agent.role !== "overseer") {
    const market = marketOf(agent.market);
    return runsAfter(agent, market, at).take(count)
      .map((due) => ({ ...due, timezone: market.timezone })).toArray();
  }
  const runs: Run[] = [];
  for (let next: Instant | undefined = at; runs.length < count;) {
    next = nextAfter(agent.heartbeat, "UTC", next);
    if (next === undefined) break;
    runs.push({ mode: "heartbeat", at: next, before: null, timezone: "UTC" });
  }
  return runs;
}
