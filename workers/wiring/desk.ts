/** Everything a trader's desk stands on besides its books: the venue, its data, the clocks. @module */
import type {
  SecurityFacts,
  VenueLink,
} from "../../core/adapters/brokers/link.ts";
import { liveClock } from "../../core/adapters/clocks/live_clock.ts";
import type { MarketTime } from "../../core/adapters/clocks/market_time.ts";
import { Wake } from "../../core/adapters/clocks/wake.ts";
import { LiveData } from "../../core/adapters/live/live_data.ts";
import type { Lease } from "../../core/adapters/stores/lease.ts";
import type { Trader } from "../../core/agents/agent.ts";
import type { Bar } from "../../core/market/bar.ts";
import type { Market } from "../../core/market/market.ts";
import { marketOf } from "../../core/market/mod.ts";
import { marketWith } from "../../core/market/venue_facts.ts";
import { noMind } from "../../core/mind/no_mind.ts";
import type { Desk, TradingStore } from "../../core/ports.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import type { Endpoint } from "../endpoint.ts";
import { guarded, openLink } from "./link.ts";

export interface DeskOptions {
  agent: Trader;
  endpoint: Endpoint;
  time: MarketTime;
  /** Whether the venue is a practice one: then everything it lists may be traded. */
  practice: boolean;
  /** Once aborted the desk's clock waits no more, and nothing is opened any more. */
  stop: AbortSignal;
  /** One line about the venue or the feed. */
  say: (line: string) => void;
}

/** A desk without its books, and what it hangs on. */
export interface Seat {
  link: VenueLink;
  market: Market;
  /** Rings the desk's clock. */
  wake: Wake;
  desk(books: TradingStore, lease: Lease): Desk;
  close(): Promise<void>;
}

type OnBar = (symbol: string, bar: Bar) => void;

/** At least so often the desk looks what machine time asks of it. */
const TICK_MS = 1_000;

/**
 * @param only The symbols that matter; undefined for all that may be traded.
 * @throws {BrokerUnavailable} The venue is not there.
 */
export async function openSeat(
  options: DeskOptions,
  only?: readonly string[],
): Promise<Seat> {
  const home = marketOf(options.agent.market);
  const wake = new Wake();
  const { link, listen } = await linkOf(options, home, wake);
  const tick = setInterval(() => wake.ring(), TICK_MS);
  const close = async () => {
    clearInterval(tick);
    await link.close();
  };
  try {
    options.stop.throwIfAborted();
    const all = options.practice ? null : home.universe.symbols;
    const symbols = await link.universe(only ?? all);
    const facts = new Map<string, SecurityFacts>(await link.facts(symbols));
    const market = marketWith(home, facts);
    const { time, stop, say } = options;
    const data = await LiveData.open({
      ...{ market, symbols, link, facts, time },
      machineNow: () => performance.now(),
      onFault: repeated(say),
    }, listen);
    stop.throwIfAborted();
    const desk = deskOf(options, link, { market, data, wake });
    return { link, market, wake, desk, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The desk, once there are books and the right to write them. */
function deskOf(
  { agent, time, stop }: DeskOptions,
  { broker }: VenueLink,
  { market, data, wake }: { market: Market; data: LiveData; wake: Wake },
): Seat["desk"] {
  return (books, lease) => ({
    agent,
    parameters: firstVersion(agent),
    market,
    clock: liveClock(time, wake, stop),
    machine: { now: () => performance.now() },
    data,
    broker: guarded(broker, lease, time.speed),
    books,
    mind: noMind,
    sightings: new Map(),
  });
}

/** The link, which tells nobody its bars until somebody listens. */
async function linkOf(
  { endpoint, time, say }: DeskOptions,
  market: Market,
  wake: Wake,
): Promise<{ link: VenueLink; listen: (onBar: OnBar) => void }> {
  let hear: OnBar = () => undefined;
  const link = await openLink(endpoint, {
    market,
    now: () => time.now(),
    speed: time.speed,
    listener: {
      onBar: (symbol, bar) => hear(symbol, bar),
      onNews: () => wake.ring(),
      onDown(why) {
        say(`The venue is lost, and sought again: ${why}`);
        wake.ring();
      },
      onUp() {
        say("The venue is back");
        wake.ring();
      },
    },
  });
  return { link, listen: (onBar) => hear = onBar };
}

/** Says a line once for as long as it is the same. */
function repeated(say: (line: string) => void): (line: string) => void {
  let last = "";
  return (line) => {
    if (line !== last) say(line);
    last = line;
  };
}
