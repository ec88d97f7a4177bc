/** What `kill` may do to the paper account behind OpenD: cancel, and reduce. @module */
import type { Market, OrderSide } from "../../../market/market.ts";
import type { Liquidator, VenuePosition } from "../../../ports.ts";
import type { Answer, ListedOrder } from "../../../trading/order.ts";
import type { PaperAccount } from "./account.ts";
import { asked } from "./asked.ts";
import { cancelled } from "./cancelling.ts";
import { type Held, readPositions } from "./holdings.ts";
import type { Line } from "./line.ts";
import { OrderList } from "./order_list.ts";
import { EXIT, placed } from "./placing.ts";
import { isWorking, listedOf } from "./report.ts";

/** What its orders are known by. */
const KILL = "kill-";

export class MoomooLiquidator implements Liquidator {
  readonly #line: Line;
  readonly #account: PaperAccount;
  readonly #market: Market;
  readonly #orders: OrderList;
  /** As last read, less what was ordered since: OpenD lets nobody read them for every order. */
  #held: Map<string, Held> | undefined;

  constructor(line: Line, account: PaperAccount, market: Market) {
    this.#line = line;
    this.#account = account;
    this.#market = market;
    this.#orders = new OrderList(line, account);
  }

  async working(): Promise<ListedOrder[]> {
    return await asked("list orders", async () => {
      const orders = await this.#orders.today();
      return orders.map((one) => listedOf(one, this.#market)).filter(isWorking);
    });
  }

  async cancel(brokerOrderId: string): Promise<void> {
    await asked(
      `cancel order ${brokerOrderId}`,
      () => cancelled(this.#line, this.#account, this.#orders, brokerOrderId),
    );
  }

  async positions(): Promise<ReadonlyMap<string, VenuePosition>> {
    const held = await this.#read();
    return new Map(
      [...held].map(([symbol, { quantity, available, cost }]) => [
        symbol,
        { quantity, available, cost },
      ]),
    );
  }

  /** An order that would not reduce the position as it was last read is not sent. */
  async reduce(
    id: string,
    symbol: string,
    side: OrderSide,
    quantity: number,
  ): Promise<Answer> {
    const unsent = (why: string): Answer => ({
      status: "rejected",
      reason: `It was not sent: ${why}`,
    });
    if (!id.startsWith(KILL)) {
      return unsent(`its id ${id} does not begin with ${KILL}`);
    }
    const held = (this.#held ?? await this.#read()).get(symbol);
    const left = held?.quantity ?? 0;
    if (!held || quantity > (side === "sell" ? left : -left)) {
      return unsent(`${side} ${quantity} ${symbol} does not reduce ${left}`);
    }
    const order = {
      id,
      symbol,
      side,
      quantity,
      type: "market",
      limitPrice: null,
    } as const;
    const change = side === "sell" ? -quantity : quantity;
    held.quantity += change;
    const how = { turn: EXIT, lastPrice: held.price };
    const answer = await placed(this.#line, this.#account, order, how);
    if (answer.status === "rejected") held.quantity -= change;
    return answer;
  }

  async #read(): Promise<Map<string, Held>> {
    return this.#held = await asked(
      "read the positions",
      () => readPositions(this.#line, this.#account, this.#market),
    );
  }
}
