/** The venue's lists of orders: today's, and those of the days before. @module */
import type { Market } from "../../../market/market.ts";
import { localDate, shifted } from "../../../market/sessions.ts";
import type { Instant } from "../../../time.ts";
import type { TradeHeader } from "./account.ts";
import { Orders, type WireOrder } from "./answers.ts";
import type { OpenDConnection } from "./connection.ts";

/** Orders are good for a day, so one that is looked for is not old. */
const HISTORY_DAYS = 30;

export class OrderList {
  readonly #connection: OpenDConnection;
  readonly #header: TradeHeader;
  readonly #market: Market;
  readonly #now: () => Instant;

  constructor(
    connection: OpenDConnection,
    header: TradeHeader,
    market: Market,
    now: () => Instant,
  ) {
    this.#connection = connection;
    this.#header = header;
    this.#market = market;
    this.#now = now;
  }

  /** As the server has it, not as OpenD remembers it. */
  async today(): Promise<WireOrder[]> {
    const header = this.#header;
    const { orderList } = await this.#connection.call(
      "Trd_GetOrderList",
      { header, refreshCache: true },
      Orders,
    );
    return orderList;
  }

  /** The order that carries this remark, the latest if there are more. */
  async find(remark: string): Promise<WireOrder | undefined> {
    const carries = (order: WireOrder) => order.remark === remark;
    return (await this.today()).find(carries) ??
      (await this.#before()).find(carries);
  }

  async #before(): Promise<WireOrder[]> {
    const today = localDate(this.#market, this.#now());
    const { orderList } = await this.#connection.call(
      "Trd_GetHistoryOrderList",
      {
        header: this.#header,
        filterConditions: {
          beginTime: `${shifted(today, -HISTORY_DAYS)} 00:00:00`,
          endTime: `${shifted(today, 1)} 00:00:00`,
        },
      },
      Orders,
    );
    return orderList;
  }
}
