/** What `kill` may do to an Alpaca account: cancel, and reduce what is held. @module */
import type { Market, OrderSide } from "../../../market/market.ts";
import type { Liquidator, VenuePosition } from "../../../ports.ts";
import type { Instant } from "../../../time.ts";
import type { Answer, ListedOrder } from "../../../trading/order.ts";
import { alpacaAddress, type OtherUrls } from "./address.ts";
import { cancelById } from "./cancel.ts";
import { type Access, alpacaClient, type AlpacaKeys } from "./client.ts";
import { asked, described } from "./failure.ts";
import { cashOf, positionsOf } from "./holdings.ts";
import { ordersOf } from "./order_list.ts";
import { checkAccount } from "./paper.ts";
import { notSent, post } from "./post.ts";
import { listedOf } from "./report.ts";

const PREFIX = "kill-";

export interface AlpacaLiquidatorOptions extends AlpacaKeys, OtherUrls {
  /** https://paper-api.alpaca.markets, or on loopback for practice. */
  baseUrl: string;
  market: Market;
}

/**
 * Opens an account for `kill` alone: without streams, so that whoever trades it
 * keeps his.
 *
 * @throws {RangeError} If a URL, a key or the account is not paper.
 * @throws {BrokerUnavailable} If Alpaca is not there or does not take the keys.
 */
export async function openAlpacaLiquidator(
  options: AlpacaLiquidatorOptions,
): Promise<{ liquidator: Liquidator; close(): Promise<void> }> {
  const address = alpacaAddress(options.baseUrl, options);
  const client = alpacaClient(address, options);
  const { market } = options;
  // Nothing here is judged by the time of the market.
  const now = () => Date.now() as Instant;
  const access = { ...client, market, now };
  const close = async () => client.close();
  try {
    const { account } = await asked("read the account", () => cashOf(access));
    checkAccount(account, address);
  } catch (error) {
    await close();
    throw error;
  }
  return { liquidator: new AlpacaLiquidator(access), close };
}

export class AlpacaLiquidator implements Liquidator {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async working(): Promise<ListedOrder[]> {
    const { market, now } = this.#access;
    return await asked("list orders", async () => {
      const orders = await ordersOf(this.#access, {
        status: "open",
        urgent: true,
      });
      return orders.map((order) => listedOf(order, market, now()));
    });
  }

  async cancel(brokerOrderId: string): Promise<void> {
    await asked(
      `cancel order ${brokerOrderId}`,
      () => cancelById(this.#access, brokerOrderId),
    );
  }

  async positions(): Promise<ReadonlyMap<string, VenuePosition>> {
    return await asked("read positions", () => positionsOf(this.#access));
  }

  async reduce(
    id: string,
    symbol: string,
    side: OrderSide,
    quantity: number,
  ): Promise<Answer> {
    if (!id.startsWith(PREFIX)) {
      throw new TypeError(
        `Cannot reduce ${symbol}: "${id}" is no id of a kill`,
      );
    }
    try {
      const held = (await positionsOf(this.#access)).get(symbol)?.quantity ?? 0;
      const closing = side === "sell" ? held : -held;
      if (!(quantity > 0 && quantity <= closing)) {
        return notSent(`${side} ${quantity} ${symbol} is more than is held`);
      }
    } catch (error) {
      return notSent(described(error));
    }
    return await post(this.#access, {
      clientOrderId: id,
      symbol,
      side,
      qty: String(quantity),
      type: "market",
      timeInForce: "day",
    }, true);
  }
}
