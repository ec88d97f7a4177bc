/** Opens the link of one agent to its Alpaca paper account. @module */
import type { Market } from "../../../market/market.ts";
import type { Instant } from "../../../time.ts";
import type { LinkListener, VenueLink } from "../link.ts";
import { alpacaAddress } from "./address.ts";
import { AlpacaBroker } from "./broker.ts";
import { alpacaClient } from "./client.ts";
import { barsOf } from "./history.ts";
import { MinuteBars } from "./minute_bars.ts";
import { TradeUpdates } from "./trade_updates.ts";
import { tradableOf } from "./universe.ts";

export interface AlpacaOptions {
  /** https://paper-api.alpaca.markets, or http on loopback for practice. */
  baseUrl: string;
  key: string;
  secret: string;
  market: Market;
  listener: LinkListener;
  /** Market time. */
  now: () => Instant;
}

/**
 * Asks for the account and listens to order updates, so that a wrong key or an
 * unreachable venue is known at once.
 *
 * @throws {RangeError} If the URL is no paper endpoint.
 * @throws {BrokerUnavailable} If Alpaca is not there or does not take the keys.
 */
export async function openAlpaca(options: AlpacaOptions): Promise<VenueLink> {
  const { baseUrl, market, listener, now } = options;
  const address = alpacaAddress(baseUrl);
  const client = alpacaClient(address, options);
  const { alpaca } = client;
  const onDown = once((reason) => listener.onDown(reason));
  const broker = new AlpacaBroker(alpaca, market);
  const onNews = () => listener.onNews();
  const hears = { onNews, onDown: onDown.tell, now };
  const updates = new TradeUpdates(alpaca, address.tradeUpdates, broker, hears);
  const onBar: LinkListener["onBar"] = (...told) => listener.onBar(...told);
  const bars = new MinuteBars(alpaca, address.bars, market, onBar, onDown.tell);
  const close = async () => {
    onDown.silence();
    await Promise.all([updates.close(), bars.close()]);
    client.close();
  };
  try {
    await broker.account();
    await updates.open();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    broker,
    lots: (symbols) =>
      Promise.resolve(new Map(symbols.map((symbol) => [symbol, 1]))),
    universe: (wanted) => tradableOf(alpaca, market, wanted),
    history: (symbols, from, to, barMs) =>
      barsOf(alpaca, market, { symbols, from, to, barMs }),
    subscribe: (symbols) => bars.subscribe(symbols),
    close,
  };
}

/** One loss has many signs; the first is told, and none of our own closing. */
function once(tell: (reason: string) => void) {
  let silent = false;
  return {
    tell(reason: string) {
      if (silent) return;
      silent = true;
      tell(reason);
    },
    silence() {
      silent = true;
    },
  };
}
