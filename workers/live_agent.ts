/** An agent's life in its process: opens its doors, works, closes them, whatever happens. @module */
import type { MarketTime } from "../core/adapters/clocks/market_time.ts";
import type { Overseer, Trader } from "../core/agents/agent.ts";
import { runsAfter } from "../core/agents/schedule.ts";
import { runMode, work } from "../core/flows/agenda.ts";
import { oversee } from "../core/flows/oversee.ts";
import { localDate } from "../core/market/sessions.ts";
import type { Desk, MarketClock } from "../core/ports.ts";
import { type Instant, plus, SECOND_MS } from "../core/time.ts";
import type { Alert } from "../core/trading/alert.ts";
import type { Endpoint } from "./endpoint.ts";
import { Ended, mustEnd, sayReady } from "./child.ts";
import { openTrader } from "./wiring/agent.ts";
import { openOverseer } from "./wiring/overseer.ts";

export const MODES = ["scan", "trade", "close", "heartbeat"] as const;

/** What every agent is opened with. */
export interface Life {
  holder: string;
  /** One run of it and no more. */
  mode: typeof MODES[number] | undefined;
  /** Of the agent's own database, for its own login. */
  url: string;
  time: MarketTime;
  /** Aborted when the process is told to end, and by the first fault. */
  stop: AbortSignal;
  onFault: (why: Error) => void;
  onWait: (line: string) => void;
  /** One line about the venue or the feed. */
  say: (line: string) => void;
  onAlert: (alert: Alert) => void;
}

/** Runs looked through for the next trade; a calendar may end before there is one. */
const RUNS_MAX = 500;
const FOREVER = Infinity as Instant;

/**
 * Resolves after `mode`, or never; rejects with what ended it once everything
 * is closed.
 *
 * @param practice Whether the venue is a practice one.
 */
export async function trades(
  agent: Trader,
  life: Life,
  endpoint: Endpoint,
  practice: boolean,
): Promise<void> {
  const opened = await openTrader({ ...life, agent, endpoint, practice });
  const { desk, fence } = opened;
  const ready = () => sayReady(`${agent.id}: ${summaryOf(desk, fence)}`);
  await closing(opened, async () => {
    if (life.mode) return await runMode(desk, life.mode);
    const clock = announced(desk.clock, ready);
    await work({ ...desk, clock }, FOREVER);
  });
}

/** The same of the overseer, whose only mode is the heartbeat. */
export async function oversees(agent: Overseer, life: Life): Promise<void> {
  const opened = await openOverseer({ ...life, agent });
  const { desk, fence } = opened;
  const ready = () => sayReady(`${agent.id}: fence ${fence}`);
  await closing(opened, async () => {
    if (life.mode) {
      return await oversee(desk, plus(desk.clock.now(), SECOND_MS));
    }
    const clock = announced(desk.clock, ready);
    try {
      await oversee({ ...desk, clock }, FOREVER);
    } catch (error) {
      // Best effort: where the database is what failed, there is nobody to tell.
      if (!(error instanceof Ended)) {
        await Promise.allSettled([opened.fail(String(Object(error).message))]);
      }
      throw error;
    }
  });
}

/** Whatever ends the work, the doors are closed, within the time that is left. */
async function closing(
  opened: { close(): Promise<void> },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } finally {
    mustEnd();
    await opened.close();
  }
}

/** Says so when it waits for the first time: what was left behind is settled by then. */
function announced(clock: MarketClock, ready: () => void): MarketClock {
  let said = false;
  return {
    now: () => clock.now(),
    until(at) {
      if (!said) ready();
      said = true;
      return clock.until(at);
    },
  };
}

function summaryOf({ agent, market, clock, data }: Desk, fence: number) {
  const now = clock.now();
  const next = runsAfter(agent, market, now).take(RUNS_MAX)
    .find(({ mode }) => mode === "trade");
  const symbols = data.universe().length;
  const when = next ? localTime(next.at) : "none";
  return `${symbols} symbols, fence ${fence}, next trade ${when}`;

  function localTime(at: Instant): string {
    const date = localDate(market, at);
    const time = Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(market.timezone).toPlainTime()
      .toString({ smallestUnit: "minute" });
    return date === localDate(market, now) ? time : `${date} ${time}`;
  }
}
