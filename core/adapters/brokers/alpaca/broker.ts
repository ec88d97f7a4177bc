/** Alpaca's paper account behind the port. @module */
import { localDate, localInstant } from "../../../market/sessions.ts";
import type {
  Broker,
  BrokerAccount,
  Capabilities,
  Standing,
  VenueDay,
} from "../../../ports.ts";
import type { ApprovedOrder } from "../../../risk/gate.ts";
import type { Instant } from "../../../time.ts";
import type {
  Answer,
  ListedOrder,
  OrderReport,
} from "../../../trading/order.ts";
import { cancelById } from "./cancel.ts";
import type { Access } from "./client.ts";
import { asked } from "./failure.ts";
import { accountOf } from "./holdings.ts";
import { orderNamed, ordersOf } from "./order_list.ts";
import { OrderNews } from "./order_news.ts";
import { requestOf } from "./order_request.ts";
import { notSent, post } from "./post.ts";
import { isOver, listedOf, reportOf, type WireOrder } from "./report.ts";
import { dayOf } from "./trading_day.ts";

export class AlpacaBroker implements Broker {
  readonly capabilities: Capabilities = { stops: true, fillsPushed: true };
  readonly #access: Access;
  readonly #standing: () => Standing;
  readonly #news = new OrderNews();

  /** @param standing How the ways by which it is told things stand. */
  constructor(access: Access, standing: () => Standing) {
    this.#access = access;
    this.#standing = standing;
  }

  async submit(order: ApprovedOrder): Promise<Answer> {
    let request;
    try {
      request = requestOf(order);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return notSent(error.message);
    }
    const urgent = order.purpose === "exit";
    const answer = await post(this.#access, request, urgent);
    if (answer.status === "accepted") {
      this.#news.works(order.id, answer.brokerOrderId);
    }
    return answer;
  }

  async cancel(orderId: string): Promise<void> {
    await asked(`cancel order ${orderId}`, async () => {
      let id = this.#news.brokerIdOf(orderId);
      if (id === undefined) {
        const order = await orderNamed(this.#access, orderId, true);
        if (!order || isOver(order)) return;
        id = order.id;
      }
      await cancelById(this.#access, id);
    });
  }

  async reports(): Promise<OrderReport[]> {
    return this.#news.take();
  }

  async find(orderId: string): Promise<OrderReport | undefined> {
    return await asked(`find order ${orderId}`, async () => {
      const order = await orderNamed(this.#access, orderId);
      return order && reportOf(order, this.#access.now());
    });
  }

  async orders(): Promise<ListedOrder[]> {
    const { market, now } = this.#access;
    const today = localInstant(market, localDate(market, now()));
    return await asked("list orders", async () => {
      const orders = await this.#since(today);
      return orders.map((order) => listedOf(order, market, now()));
    });
  }

  async account(): Promise<BrokerAccount> {
    return await asked("read the account", () => accountOf(this.#access));
  }

  standing(): Standing {
    return this.#standing();
  }

  async day(date: string): Promise<VenueDay> {
    return await asked("read the calendar", () => dayOf(this.#access, date));
  }

  /** Takes what a stream told; false if it must be asked for again. */
  hear(report: OrderReport): boolean {
    return this.#news.hear(report);
  }

  /**
   * Reports as it stands now every order that works, every one sent after
   * `after`, and every one that was last heard to work: what a stream told
   * while nobody listened is not told again.
   *
   * @throws {BrokerUnavailable} If they could not be read.
   */
  async hearAll(after: Instant): Promise<void> {
    await asked("list orders", async () => {
      const orders = await this.#since(after);
      const listed = new Set(orders.map(({ clientOrderId }) => clientOrderId));
      for (const id of this.#news.working()) {
        if (listed.has(id)) continue;
        const order = await orderNamed(this.#access, id);
        if (order) orders.push(order);
      }
      const now = this.#access.now();
      const reports = orders.map((order) => reportOf(order, now));
      if (reports.every((report) => this.hear(report))) return;
      throw new RangeError("nobody takes what is told");
    });
  }

  /**
   * What works first: an order that ends between the two readings is then in
   * both, and none is in neither.
   */
  async #since(after: Instant): Promise<WireOrder[]> {
    const working = await ordersOf(this.#access, { status: "open" });
    const sent = await ordersOf(this.#access, { status: "all", after });
    const orders = new Map(working.map((order) => [order.id, order]));
    for (const order of sent) orders.set(order.id, order);
    for (const order of orders.values()) {
      const { id, clientOrderId } = order;
      if (clientOrderId && !isOver(order)) this.#news.works(clientOrderId, id);
    }
    return [...orders.values()];
  }
}
