/** Opens every door of the overseer that runs: its database and its clock. @module */
import { liveClock } from "../../core/adapters/clocks/live_clock.ts";
import type { MarketTime } from "../../core/adapters/clocks/market_time.ts";
import { Wake } from "../../core/adapters/clocks/wake.ts";
import { nextAfter } from "../../core/adapters/cron.ts";
import { PostgresOverseer } from "../../core/adapters/stores/research/overseer.ts";
import type { Overseer } from "../../core/agents/agent.ts";
import type { OverseerDesk } from "../../core/ports.ts";
import { openOwn, type OwnOptions } from "./own_database.ts";

export interface OverseerOptions
  extends Pick<OwnOptions, "url" | "holder" | "onWait" | "onFault"> {
  agent: Overseer;
  time: MarketTime;
  /** Once aborted the desk's clock waits no more, and nothing is opened any more. */
  stop: AbortSignal;
}

export interface OpenOverseer {
  desk: OverseerDesk;
  /** Of the lease. */
  fence: number;
  /** Puts on record what ends it, where the lease still allows that. */
  fail(message: string): Promise<void>;
  /** Seals what is left, gives the lease back, closes every door. */
  close(): Promise<void>;
}

/**
 * @throws {StoreRefused} What only other settings can mend.
 * @throws {StoreUnavailable} The database does not answer.
 * @throws {LeaseHeld} Another process is this agent.
 */
export async function openOverseer(
  options: OverseerOptions,
): Promise<OpenOverseer> {
  const { agent, time, stop } = options;
  const own = await openOwn({
    ...options,
    agent: agent.id,
    kind: "research",
    ended: stop,
  });
  const { database, lease } = own;
  const store = new PostgresOverseer({ database, agent: agent.id, lease });
  const desk: OverseerDesk = {
    agent,
    clock: liveClock(time, new Wake(), stop),
    store,
    nextAfter: (pattern, at) => nextAfter(pattern, "UTC", at),
  };
  return {
    desk,
    fence: lease.fence,
    fail: (message) => store.fail(message),
    close: () => own.close(),
  };
}
