/** Opens the link of one agent to its Alpaca paper account. @module */
import type { Market } from "../../../market/market.ts";
import type { Instant } from "../../../time.ts";
import type { LinkListener, VenueLink } from "../link.ts";
import { alpacaAddress, type OtherUrls } from "./address.ts";
import { AlpacaBroker } from "./broker.ts";
import {
  type Access,
  alpacaClient,
  type AlpacaKeys,
  type AlpacaNetwork,
} from "./client.ts";
import { barsOf } from "./history.ts";
import { AlpacaLiquidator } from "./liquidator.ts";
import { MinuteBars } from "./minute_bars.ts";
import { checkAccount } from "./paper.ts";
import { pricesOf } from "./prices.ts";
import { LinkStanding } from "./standing.ts";
import { TradeUpdates } from "./trade_updates.ts";
import { tradableOf } from "./universe.ts";

export interface AlpacaOptions extends AlpacaKeys, OtherUrls {
  /** https://paper-api.alpaca.markets, or on loopback for practice. */
  baseUrl: string;
  market: Market;
  listener: LinkListener;
  /** Market time. */
  now: () => Instant;
  /** Market seconds per machine second: by it a venue counts its minutes. */
  speed: number;
  /** This machine's own unless told. */
  network?: AlpacaNetwork;
}

export interface AlpacaLink extends VenueLink {
  /** What was told and could not be read, so far; it was asked for instead. */
  readonly unreadable: number;
}

/**
 * Asks for the account and listens to order updates, so that a wrong key or an
 * unreachable venue is known at once. From then on the link lives for ever.
 *
 * @throws {RangeError} If a URL, a key or the account is not paper.
 * @throws {BrokerUnavailable} If Alpaca is not there or does not take the keys.
 */
export async function openAlpaca(options: AlpacaOptions): Promise<AlpacaLink> {
  const { baseUrl, market, listener, now, speed, network } = options;
  const address = alpacaAddress(baseUrl, options);
  const client = alpacaClient(address, options, speed, network);
  const access = { ...client, market, now };
  const standing = new LinkStanding(listener);
  const broker = new AlpacaBroker(access, () => standing.now());
  const onNews = () => listener.onNews();
  const hears = { onNews, ...standing.line("order updates") };
  const { tradeUpdates: url } = address;
  const updates = new TradeUpdates(access, url, broker, hears, speed);
  const onBar: LinkListener["onBar"] = (...told) => listener.onBar(...told);
  const watches = { onBar, ...standing.line("minute bars") };
  const bars = new MinuteBars(access, address.bars, watches, speed);
  const close = async () => {
    const closed = [updates.close(), bars.close()];
    client.close();
    await Promise.all(closed);
  };
  try {
    const { account } = await broker.account();
    checkAccount(account, address);
    await updates.open();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    broker,
    ...askedOf(access),
    subscribe: (symbols) => bars.subscribe(symbols),
    close,
    get unreadable() {
      return updates.unreadable + bars.unreadable;
    },
  };
}

/** What is asked when it is needed, without any stream. */
function askedOf(
  access: Access,
): Pick<
  VenueLink,
  "liquidator" | "facts" | "universe" | "history" | "prices"
> {
  return {
    liquidator: new AlpacaLiquidator(access),
    // Every share trades by one, at the steps of the market itself.
    facts: async (symbols) =>
      new Map(symbols.map((symbol) => [symbol, { lot: 1, tick: null }])),
    universe: (wanted) => tradableOf(access, wanted),
    history: (symbols, from, to, barMs) =>
      barsOf(access, { symbols, from, to, barMs }),
    prices: (symbols) => pricesOf(access, symbols),
  };
}
