/**
 * The API as a module, for `deno serve` and for edges. What it reads is told by
 * DEV_, INTL_ and RESEARCH_DATABASE_URL, the clock of a practice venue by
 * PRACTICE_URL.
 *
 * @module
 */
import type { MarketTime } from "../core/adapters/clocks/market_time.ts";
import { openPracticeTime } from "../core/adapters/clocks/practice_time.ts";
import { systemTime } from "../core/adapters/clocks/system_time.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { type App, appOf } from "./app.ts";
import { type Databases, databasesOf } from "./databases.ts";

/** How long the venue may take to publish its clock. */
const CLOCK_MS = 10_000;

let serving: Promise<App> | undefined;

export default {
  /** Opens everything with the first request; where that fails, with the next. */
  async fetch(request: Request): Promise<Response> {
    serving ??= open();
    try {
      return await (await serving).fetch(request);
    } catch (error) {
      serving = undefined;
      throw error;
    }
  },
};

/**
 * A database that is away is named on stderr and asked again when somebody
 * wants to know something of it.
 *
 * @throws {StoreRefused} If a database will go on saying no.
 * @throws {ClockRefused} If no venue publishes its clock at PRACTICE_URL.
 */
export async function open(): Promise<App> {
  const databases = databasesOf((variable) => Deno.env.get(variable));
  await reachAll(databases);
  const time = await clock(Deno.env.get("PRACTICE_URL"));
  return appOf({ databases, time, report });
}

async function reachAll(databases: Databases): Promise<void> {
  await Promise.all([...databases.values()].map(async (database) => {
    try {
      await database.ready();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      console.error(error.message);
    }
  }));
}

async function clock(venue: string | undefined): Promise<MarketTime> {
  if (!venue) return systemTime();
  return await openPracticeTime(venue, { deadlineMs: CLOCK_MS });
}

function report(error: unknown): void {
  const known = error instanceof Error;
  console.error(known ? error.stack ?? error.message : String(error));
}
