/** Opens the link of one agent to its paper account behind Moomoo's OpenD. @module */
import type { Market } from "../../../market/market.ts";
import type { Instant } from "../../../time.ts";
import type { LinkListener, VenueLink } from "../link.ts";
import { takeAccount } from "./account.ts";
import { asked } from "./asked.ts";
import { MoomooBroker } from "./broker.ts";
import type { OpenDConnection } from "./connection.ts";
import { Ears } from "./ears.ts";
import { beat } from "./heartbeat.ts";
import { barsOf } from "./history.ts";
import { listedLots } from "./listed.ts";
import { login } from "./login.ts";
import { subscribeMinutes } from "./subscribe.ts";

export interface MoomooOptions {
  /** Where OpenD listens. */
  host: string;
  /** Its TCP port, 11111 by convention; not its WebSocket's. */
  port: number;
  market: Market;
  listener: LinkListener;
  /** Market time. */
  now: () => Instant;
}

/**
 * Logs in, takes the paper account and reads its orders of today, so that a
 * wrong port or account is known at once.
 *
 * @throws {BrokerUnavailable} If OpenD is not there, or has no paper account.
 */
export async function openMoomoo(options: MoomooOptions): Promise<VenueLink> {
  const { market, listener, now } = options;
  const ears = new Ears(market, listener, now);
  const closers: (() => void | Promise<void>)[] = [() => ears.close()];
  const close = async () => {
    for (const one of closers) await one();
  };
  try {
    const { connection, connID, keepAliveMs } = await login(options, ears);
    closers.push(beat(connection, keepAliveMs), () => connection.close());
    const header = await asked("trade", () => takeAccount(connection));
    const account = { connID, header, market, now };
    const onNews = () => listener.onNews();
    const broker = new MoomooBroker(connection, account, onNews);
    ears.broker = broker;
    await broker.hearAll();
    ears.isOpen = true;
    const subscribe = (symbols: readonly string[]) => {
      ears.begin(symbols);
      return subscribeMinutes(connection, symbols);
    };
    return { broker, ...data(connection, market), subscribe, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a link tells of the market when it is asked. */
function data(
  connection: OpenDConnection,
  market: Market,
): Omit<VenueLink, "broker" | "subscribe" | "close"> {
  return {
    async lots(symbols) {
      const listed = await listedLots(connection, market);
      return new Map(symbols.flatMap((symbol) => {
        const lot = listed.get(symbol);
        return lot === undefined ? [] : [[symbol, lot]];
      }));
    },
    async universe(wanted) {
      const listed = await listedLots(connection, market);
      const symbols = wanted ?? [...listed.keys()];
      return symbols.filter((symbol) => listed.has(symbol)).sort();
    },
    history: (symbols, from, to, barMs) =>
      barsOf(connection, market, { symbols, from, to, barMs }),
  };
}
