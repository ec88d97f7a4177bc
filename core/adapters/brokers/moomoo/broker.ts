/** The paper account behind OpenD, as our port. @module */
import type { Market } from "../../../market/market.ts";
import type { Broker, BrokerAccount } from "../../../ports.ts";
import type { ApprovedOrder } from "../../../risk/gate.ts";
import type { Instant } from "../../../time.ts";
import type { Answer, OrderReport } from "../../../trading/order.ts";
import type { TradeHeader } from "./account.ts";
import { OrderPush, Placed, type WireOrder } from "./answers.ts";
import type { OpenDConnection } from "./connection.ts";
import { reasonOf, Refused, Unsent } from "./failure.ts";
import { asked } from "./asked.ts";
import { readHoldings } from "./holdings.ts";
import { OrderList } from "./order_list.ts";
import { placement } from "./placement.ts";
import { reportOf } from "./report.ts";
import { CANCEL } from "./words.ts";

/** One paper account, on one connection. */
export interface MoomooAccount {
  connID: string;
  header: TradeHeader;
  market: Market;
  /** Market time. */
  now: () => Instant;
}

export class MoomooBroker implements Broker {
  readonly #connection: OpenDConnection;
  readonly #connID: string;
  readonly #header: TradeHeader;
  readonly #market: Market;
  readonly #orders: OrderList;
  readonly #onNews: () => void;
  /** OpenD's ids of orders that may still be cancelled, by ours. */
  readonly #working = new Map<string, string>();
  #news: OrderReport[] = [];

  constructor(
    connection: OpenDConnection,
    { connID, header, market, now }: MoomooAccount,
    onNews: () => void,
  ) {
    this.#connection = connection;
    this.#connID = connID;
    this.#header = header;
    this.#market = market;
    this.#orders = new OrderList(connection, header, market, now);
    this.#onNews = onNews;
  }

  async submit(order: ApprovedOrder): Promise<Answer> {
    try {
      const { orderID } = await this.#connection.call(
        "Trd_PlaceOrder",
        { ...this.#signed(), ...placement(order) },
        Placed,
      );
      this.#working.set(order.id, orderID);
      return { status: "accepted", brokerOrderId: orderID };
    } catch (error) {
      const said = error instanceof Refused || error instanceof Unsent;
      const reason = reasonOf(error);
      return { status: said ? "rejected" : "unknown", reason };
    }
  }

  async cancel(orderId: string): Promise<void> {
    await asked(`cancel order ${orderId}`, async () => {
      const orderID = this.#working.get(orderId) ??
        (await this.#workingOne(orderId))?.orderID;
      // What is not there, or over, has nothing left to cancel.
      if (orderID === undefined) return;
      try {
        await this.#connection.call(
          "Trd_ModifyOrder",
          { ...this.#signed(), orderID, modifyOrderOp: CANCEL },
          Placed,
        );
      } catch (error) {
        // It may have been filled before we asked.
        const over = error instanceof Refused &&
          !await this.#workingOne(orderId);
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
      const order = await this.#orders.find(orderId);
      return order && reportOf(order, this.#market);
    });
  }

  async account(): Promise<BrokerAccount> {
    return await asked(
      "read the account",
      () => readHoldings(this.#connection, this.#header, this.#market),
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
    this.#tell(await asked("list orders", () => this.#orders.today()));
  }

  #tell(orders: readonly WireOrder[]): void {
    const reports = orders.flatMap((order) =>
      reportOf(order, this.#market) ?? []
    );
    if (reports.length === 0) return;
    for (const { orderId, brokerOrderId, status } of reports) {
      if (isWorking(status)) this.#working.set(orderId, brokerOrderId);
      else this.#working.delete(orderId);
    }
    this.#news.push(...reports);
    this.#onNews();
  }

  async #workingOne(orderId: string): Promise<WireOrder | undefined> {
    const order = await this.#orders.find(orderId);
    const report = order && reportOf(order, this.#market);
    // One that is not settled may still work.
    return !report || isWorking(report.status) ? order : undefined;
  }

  /** What OpenD takes once per connection and serial: no replay can send it again. */
  #signed() {
    const serialNo = this.#connection.nextSerial;
    const packetID = { connID: this.#connID, serialNo };
    return { packetID, header: this.#header };
  }
}

function isWorking(status: OrderReport["status"]): boolean {
  return status === "accepted" || status === "partial";
}
