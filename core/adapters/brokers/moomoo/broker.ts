/** The paper account behind OpenD, as our port. @module */
import type { Market } from "../../../market/market.ts";
import type { Price } from "../../../money.ts";
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
import type { PaperAccount } from "./account.ts";
import { OrderPush, type WireOrder } from "./answers.ts";
import { asked } from "./asked.ts";
import { cancelled } from "./cancelling.ts";
import { readHoldings } from "./holdings.ts";
import type { Line } from "./line.ts";
import { OrderList } from "./order_list.ts";
import { ENTRY, EXIT, placed } from "./placing.ts";
import { isWorking, listedOf, reportOf } from "./report.ts";
import { readDay } from "./trade_day.ts";

export interface MoomooBrokerOptions {
  market: Market;
  /** Market time. */
  now: () => Instant;
  onNews: () => void;
  /** As far as bars have told it. */
  lastPrice: (symbol: string) => Price | undefined;
}

export class MoomooBroker implements Broker {
  readonly capabilities: Capabilities = { stops: false, fillsPushed: false };
  readonly #line: Line;
  readonly #account: PaperAccount;
  readonly #options: MoomooBrokerOptions;
  readonly #orders: OrderList;
  /** OpenD's ids of orders that may still be cancelled, by ours. */
  readonly #working = new Map<string, string>();
  #news: OrderReport[] = [];

  constructor(
    line: Line,
    account: PaperAccount,
    options: MoomooBrokerOptions,
  ) {
    this.#line = line;
    this.#account = account;
    this.#options = options;
    this.#orders = new OrderList(line, account);
  }

  async submit(order: ApprovedOrder): Promise<Answer> {
    const answer = await placed(this.#line, this.#account, order, {
      turn: order.purpose === "entry" ? ENTRY : EXIT,
      lastPrice: this.#options.lastPrice(order.symbol),
    });
    if (answer.status === "accepted") {
      this.#working.set(order.id, answer.brokerOrderId);
    }
    return answer;
  }

  async cancel(orderId: string): Promise<void> {
    await asked(`cancel order ${orderId}`, async () => {
      const isIt = ({ remark }: WireOrder) => remark === orderId;
      const orderID = this.#working.get(orderId) ??
        (await this.#orders.today()).find(isIt)?.orderID;
      // What is not there has nothing left to cancel.
      if (orderID === undefined) return;
      await cancelled(this.#line, this.#account, this.#orders, orderID);
    });
  }

  async reports(): Promise<OrderReport[]> {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  async find(orderId: string): Promise<OrderReport | undefined> {
    const { market, now } = this.#options;
    return await asked(`find order ${orderId}`, async () => {
      const order = await this.#orders.find(orderId, market, now());
      return order && reportOf(order, market);
    });
  }

  async orders(): Promise<ListedOrder[]> {
    const { market } = this.#options;
    return await asked("list orders", async () => {
      const orders = await this.#orders.today();
      return orders.map((order) => listedOf(order, market));
    });
  }

  async account(): Promise<BrokerAccount> {
    const { market } = this.#options;
    return await asked(
      "read the account",
      () => readHoldings(this.#line, this.#account, market),
    );
  }

  standing(): Standing {
    return this.#line.standing;
  }

  async day(date: string): Promise<VenueDay> {
    const { market } = this.#options;
    return await asked(
      `read the session of ${date}`,
      () => readDay(this.#line, market, date),
    );
  }

  /** Takes a push of an order. @throws If it is none. */
  hear(s2c: unknown): void {
    this.#tell([OrderPush.parse(s2c).order]);
  }

  /**
   * Reports every order of today as it stands now: what was pushed while nobody
   * listened is not pushed again.
   *
   * @throws {BrokerUnavailable} If they could not be read.
   */
  async hearAll(): Promise<void> {
    await asked("list orders", async () => {
      this.#tell(await this.#orders.today());
    });
  }

  #tell(orders: readonly WireOrder[]): void {
    const { market, onNews } = this.#options;
    const reports = orders.flatMap((order) => reportOf(order, market) ?? []);
    if (reports.length === 0) return;
    for (const report of reports) {
      const { orderId, brokerOrderId } = report;
      if (isWorking(report)) this.#working.set(orderId, brokerOrderId);
      else this.#working.delete(orderId);
    }
    this.#news.push(...reports);
    onNews();
  }
}
