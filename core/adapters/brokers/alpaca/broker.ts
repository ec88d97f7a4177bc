/** Alpaca's paper account behind the port. @module */
import { z } from "zod";
import type { Market } from "../../../market/market.ts";
import type { Broker, BrokerAccount } from "../../../ports.ts";
import { BrokerUnavailable } from "../../../ports.ts";
import type { ApprovedOrder } from "../../../risk/gate.ts";
import { type Instant, iso } from "../../../time.ts";
import type { Answer, OrderReport } from "../../../trading/order.ts";
import { moneyOf, priceText } from "./decimal.ts";
import { asked, described, isNotFound, isRefusal } from "./failure.ts";
import { isOver, orderIn, reportOf, type WireOrder } from "./report.ts";
import type { Alpaca, ApiError } from "./sdk.ts";

/** Code of a request that is malformed, and of an order id that was used. */
const MALFORMED = 40010001;
/** Orders in one list; Alpaca gives no more. */
const PAGE = 500;
/** How often an account that trades while it is read is read again. */
const READINGS = 10;

const WireAccount = z.object({
  accountNumber: z.string().min(1),
  currency: z.literal("USD"),
  cash: z.string(),
});
const WirePosition = z.object({
  symbol: z.string(),
  qty: z.string().regex(/^-?\d+(\.0+)?$/, "not whole shares")
    .transform(Number),
  side: z.enum(["long", "short"]),
});

export class AlpacaBroker implements Broker {
  readonly #trading: Alpaca["trading"];
  readonly #market: Market;
  #news: OrderReport[] = [];

  constructor({ trading }: Alpaca, market: Market) {
    this.#trading = trading;
    this.#market = market;
  }

  async submit(order: ApprovedOrder): Promise<Answer> {
    try {
      const { id } = await this.#trading.orders.postOrder({
        postOrderRequest: {
          clientOrderId: order.id,
          symbol: order.symbol,
          side: order.side,
          qty: String(order.quantity),
          type: "limit",
          limitPrice: priceText(order.limitPrice),
          timeInForce: "day",
        },
      });
      if (id) return { status: "accepted", brokerOrderId: id };
      return { status: "unknown", reason: "Alpaca answered without an id" };
    } catch (error) {
      const reason = `Alpaca: ${described(error)}`;
      if (!isRefusal(error)) return { status: "unknown", reason };
      return await this.#refused(order.id, error, reason);
    }
  }

  async cancel(orderId: string): Promise<void> {
    await asked(`cancel order ${orderId}`, async () => {
      const order = await this.#lookUp(orderId);
      // What is not there, or over, or over by now, has nothing left to cancel.
      if (!order || isOver(order)) return;
      try {
        const { orders } = this.#trading;
        const done = await orders.deleteOrderByOrderIDRaw({
          orderId: order.id,
        });
        // The SDK's own short form leaves a timer of its deadline behind.
        await done.value();
      } catch (error) {
        const over = isRefusal(error) && [404, 422].includes(error.status);
        if (!over) throw error;
      }
    });
  }

  async reports(): Promise<OrderReport[]> {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  async find(orderId: string): Promise<OrderReport | undefined> {
    return await asked(`find order ${orderId}`, async () => {
      const order = await this.#lookUp(orderId);
      return order && reportOf(order);
    });
  }

  async account(): Promise<BrokerAccount> {
    return await asked("read the account", async () => {
      let before = await this.#cash();
      for (let reading = 1; reading <= READINGS; reading++) {
        const positions = await this.#positions();
        const after = await this.#cash();
        // Two answers make one account only if nothing traded between them.
        if (before.cash === after.cash) {
          const { accountNumber: account, currency, cash } = after;
          return { account, currency, cash: moneyOf(cash), positions };
        }
        before = after;
      }
      throw new BrokerUnavailable(
        `Cannot read the account at Alpaca: it changed ${READINGS} times meanwhile`,
      );
    });
  }

  /** Takes what a stream told. */
  hear(report: OrderReport): void {
    this.#news.push(report);
  }

  /**
   * Reports every order sent after `after` as it stands now: what a stream told
   * while nobody listened is not told again.
   *
   * @throws {BrokerUnavailable} If they could not be read.
   */
  async hearAll(after: Instant): Promise<void> {
    await asked("list orders", async () => {
      const heard = new Set<string>();
      let from = iso(after);
      while (true) {
        const orders = await this.#trading.orders.getAllOrders({
          status: "all",
          direction: "asc",
          limit: PAGE,
          after: from,
        });
        const fresh = orders.filter(({ id }) => !heard.has(id ?? ""));
        for (const order of fresh) {
          this.hear(reportOf(orderIn(order)));
          heard.add(order.id ?? "");
        }
        const last = orders.at(-1)?.submittedAt;
        if (orders.length < PAGE || fresh.length === 0 || !last) return;
        // Another of the same millisecond may be on the next page.
        from = iso(last.getTime() - 1 as Instant);
      }
    });
  }

  /** An id that is in use was used by us: then the first request did arrive. */
  async #refused(id: string, error: ApiError, reason: string): Promise<Answer> {
    if (Number(error.code) !== MALFORMED) return { status: "rejected", reason };
    try {
      const found = await this.#lookUp(id);
      if (found) return { status: "accepted", brokerOrderId: found.id };
    } catch (failure) {
      const { message } = failure as Error;
      return { status: "unknown", reason: `${reason}; ${message}` };
    }
    const status = /client_order_id/.test(reason) ? "unknown" : "rejected";
    return { status, reason };
  }

  async #lookUp(clientOrderId: string): Promise<WireOrder | undefined> {
    try {
      return orderIn(
        await this.#trading.orders.getOrderByClientOrderId({ clientOrderId }),
      );
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
  }

  async #cash() {
    return WireAccount.parse(await this.#trading.account.getAccount());
  }

  async #positions(): Promise<ReadonlyMap<string, number>> {
    const positions = await this.#trading.positions.getAllOpenPositions();
    const held = z.array(WirePosition).parse(positions);
    return new Map(
      held.filter(({ qty }) => qty !== 0).map(({ symbol, qty, side }) => [
        this.#market.symbolOf(symbol) ?? symbol,
        side === "short" ? -Math.abs(qty) : qty,
      ]),
    );
  }
}
