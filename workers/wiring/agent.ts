/** Opens every door of a trader that runs: its database, its venue, its clock. @module */
import type { VenueLink } from "../../core/adapters/brokers/link.ts";
import { liveClock } from "../../core/adapters/clocks/live_clock.ts";
import type { MarketTime } from "../../core/adapters/clocks/market_time.ts";
import { Wake } from "../../core/adapters/clocks/wake.ts";
import { LiveData } from "../../core/adapters/live/live_data.ts";
import { sleep } from "../../core/adapters/stores/deadline.ts";
import { PostgresBooks } from "../../core/adapters/stores/trading/books.ts";
import type { Trader } from "../../core/agents/agent.ts";
import type { Bar } from "../../core/market/bar.ts";
import type { Market } from "../../core/market/market.ts";
import { marketOf } from "../../core/market/mod.ts";
import { noMind } from "../../core/mind/no_mind.ts";
import {
  BrokerUnavailable,
  type Desk,
  StoreUnavailable,
} from "../../core/ports.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import type { Endpoint } from "../agent_environment.ts";
import { guarded, openLink } from "./link.ts";
import { openOwn, type OwnDatabase, type OwnOptions } from "./own_database.ts";

export interface TraderOptions
  extends Pick<OwnOptions, "url" | "holder" | "onWait" | "onFault"> {
  agent: Trader;
  endpoint: Endpoint;
  time: MarketTime;
  /** Whether the venue is a practice one: then everything it lists may be traded. */
  practice: boolean;
  /** Once aborted the desk's clock waits no more, and nothing is opened any more. */
  stop: AbortSignal;
}

export interface TraderDesk {
  desk: Desk;
  /** Of the lease. */
  fence: number;
  /** Seals what is left, gives the lease back, closes every door. */
  close(): Promise<void>;
}

/** How often the operator's commands are looked for, in machine time. */
const COMMANDS_MS = 250;

/**
 * Takes the lease first, so that whoever had it is done before the venue is
 * asked for anything.
 *
 * @throws {StoreRefused} What only other settings can mend.
 * @throws {StoreUnavailable} The database does not answer.
 * @throws {LeaseHeld} Another process is this agent.
 * @throws {BrokerUnavailable} The venue is not there.
 */
export async function openTrader(options: TraderOptions): Promise<TraderDesk> {
  const { agent, stop } = options;
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const own = await openOwn({
      ...options,
      agent: agent.id,
      kind: "trading",
      ended: stop,
    });
    closing.push(() => own.close());
    stop.throwIfAborted();
    const desk = await deskOf(options, own, closing);
    return { desk, fence: own.lease.fence, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function deskOf(
  options: TraderOptions,
  own: OwnDatabase,
  closing: (() => Promise<void>)[],
): Promise<Desk> {
  const { agent, time, stop } = options;
  const home = marketOf(agent.market);
  const wake = new Wake();
  const { link, listen } = await linkOf(options, home, wake);
  closing.push(() => link.close());
  stop.throwIfAborted();
  const { market, symbols } = await tradableAt(link, home, options.practice);
  const machineNow = () => performance.now();
  const data = await LiveData.open(
    { market, symbols, link, time, machineNow },
    listen,
  );
  stop.throwIfAborted();
  const books = await booksOf(options, own, link, market);
  const poll = pollCommands(books, wake, options);
  closing.push(() => poll.stop());
  return {
    agent,
    parameters: firstVersion(agent),
    market,
    clock: liveClock(time, wake, stop),
    data,
    broker: guarded(link.broker, own.lease),
    books,
    mind: noMind,
  };
}

type OnBar = (symbol: string, bar: Bar) => void;

/** The link, which tells nobody its bars until somebody listens. */
async function linkOf(
  { endpoint, time, onFault }: TraderOptions,
  market: Market,
  wake: Wake,
): Promise<{ link: VenueLink; listen: (onBar: OnBar) => void }> {
  let hear: OnBar = () => undefined;
  const link = await openLink(endpoint, {
    market,
    now: () => time.now(),
    listener: {
      onBar: (symbol, bar) => hear(symbol, bar),
      onNews: () => wake.ring(),
      onDown: (why) => onFault(new BrokerUnavailable(`Cannot go on: ${why}`)),
    },
  });
  return { link, listen: (onBar) => hear = onBar };
}

/** What may be traded there, and the market with the lots the venue knows. */
async function tradableAt(
  link: VenueLink,
  home: Market,
  practice: boolean,
): Promise<{ market: Market; symbols: readonly string[] }> {
  const wanted = practice ? null : home.universe.symbols;
  const symbols = await link.universe(wanted);
  const lots = await link.lots(symbols);
  const lotOf = (symbol: string) => lots.get(symbol) ?? home.lotOf(symbol);
  return { market: { ...home, lotOf }, symbols };
}

/** New books begin with the cash the venue says there is. */
async function booksOf(
  { agent, practice }: TraderOptions,
  { database, lease }: OwnDatabase,
  link: VenueLink,
  market: Market,
): Promise<PostgresBooks> {
  const { account, cash } = await link.broker.account();
  const broker = agent.broker === "alpaca" ? "ALPACA" : "MOOMOO";
  return await PostgresBooks.open({
    database,
    agent: { id: agent.id, paperCash: cash },
    market,
    broker: practice ? "PRACTICE" : broker,
    account,
    parameters: firstVersion(agent),
    lease,
  });
}

/** Rings when the operator has asked for something; a database that is away is heard of elsewhere. */
function pollCommands(
  books: PostgresBooks,
  wake: Wake,
  { onFault }: TraderOptions,
): { stop(): Promise<void> } {
  const over = new AbortController();
  const polling = (async () => {
    while (!over.signal.aborted) {
      try {
        if ((await books.commands()).length > 0) wake.ring();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
      }
      await sleep(COMMANDS_MS, over.signal);
    }
  })();
  polling.catch(onFault);
  return {
    async stop() {
      over.abort();
      await polling.catch(() => undefined);
    },
  };
}
