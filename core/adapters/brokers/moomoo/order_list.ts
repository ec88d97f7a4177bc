/** The venue's lists of orders: today's, and those of the days before. @module */
import type { Market } from "../../../market/market.ts";
import { localDate, shifted } from "../../../market/sessions.ts";
import type { Instant } from "../../../time.ts";
import type { PaperAccount } from "./account.ts";
import { Orders, type WireOrder } from "./answers.ts";
import { Refused } from "./failure.ts";
import type { Line } from "./line.ts";

/** Orders are good for a day, so one that is looked for is not old. */
const HISTORY_DAYS = 30;

/** So young a list is the newest: many orders are looked for one after the other. */
const YOUNG_MS = 100;

export class OrderList {
  readonly #line: Line;
  readonly #account: PaperAccount;
  #running: Promise<unknown> = Promise.resolve();
  /** Will be asked once the one before is answered; whoever comes until then shares it. */
  #next: Promise<WireOrder[]> | undefined;
  /** The last answer, and when it came, in machine time. */
  #last: { orders: WireOrder[]; at: number } | undefined;

  constructor(line: Line, account: PaperAccount) {
    this.#line = line;
    this.#account = account;
  }

  /** Today's, and what works: as the server has it, not as OpenD remembers it. */
  today(): Promise<WireOrder[]> {
    return this.#next ??= this.#ask();
  }

  /** The order that carries this remark, the latest if there are more. */
  async find(
    remark: string,
    market: Market,
    now: Instant,
  ): Promise<WireOrder | undefined> {
    const carries = (order: WireOrder) => order.remark === remark;
    return (await this.#recent()).find(carries) ??
      (await this.#before(market, now)).find(carries);
  }

  #recent(): Promise<WireOrder[]> {
    const last = this.#last;
    const isYoung = last && performance.now() - last.at < YOUNG_MS;
    return isYoung ? Promise.resolve(last.orders) : this.today();
  }

  async #ask(): Promise<WireOrder[]> {
    await this.#running;
    this.#next = undefined;
    const { header } = this.#account;
    const asking = this.#line.ask(
      "Trd_GetOrderList",
      { header, refreshCache: true },
      Orders,
    );
    this.#running = asking.catch(() => undefined);
    const { orderList: orders } = await asking;
    this.#last = { orders, at: performance.now() };
    return orders;
  }

  async #before(market: Market, now: Instant): Promise<WireOrder[]> {
    const today = localDate(market, now);
    const filterConditions = {
      beginTime: `${shifted(today, -HISTORY_DAYS)} 00:00:00`,
      endTime: `${shifted(today, 1)} 00:00:00`,
    };
    const { header } = this.#account;
    try {
      const { orderList } = await this.#line.ask(
        "Trd_GetHistoryOrderList",
        { header, filterConditions },
        Orders,
      );
      return orderList;
    } catch (error) {
      // Who keeps no history has none to show.
      if (error instanceof Refused) return [];
      throw error;
    }
  }
}
