/** Positions and cash worked out a second time, from the fills alone. @module */
import type { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import type { Order } from "../../core/trading/order.ts";
import { must } from "./invariants.ts";

interface Sum {
  quantity: number;
  cost: number;
  realized: number;
  fees: number;
}

/** Reads each fill once; what it has summed must be what the books say. */
export class Refold {
  readonly #keys = new Set<string>();
  readonly #perOrder = new Map<string, Sum>();
  readonly #perPosition = new Map<string, Sum>();
  #cash: number;
  #read = 0;

  constructor(cash: number) {
    this.#cash = cash;
  }

  check(books: MemoryBooks): void {
    for (; this.#read < books.fills.length; this.#read++) {
      this.#add(books, this.#read);
    }
    must(books.cash === this.#cash, `Cash is ${books.cash}, not ${this.#cash}`);
    for (const order of books.orders.values()) {
      const { id, filledQuantity, filledValue, fees } = order;
      const sum = this.#perOrder.get(id) ?? none();
      const same = sum.quantity === filledQuantity &&
        sum.cost === filledValue && sum.fees === fees;
      must(same, `${id} has ${filledQuantity}, its fills ${sum.quantity}`);
    }
    for (const position of books.positions.values()) {
      const { id, quantity, cost, realizedPnl, fees, status } = position;
      const sum = this.#perPosition.get(id);
      must(sum !== undefined, `${id} is held without a fill`);
      const open = quantity > 0 ? "open" : "closed";
      const same = sum.quantity === quantity && sum.cost === cost &&
        sum.realized === realizedPnl && sum.fees === fees && status === open;
      must(
        same,
        `${id} has ${quantity} for ${cost}, its fills ${sum.quantity}`,
      );
    }
  }

  #add(books: MemoryBooks, index: number): void {
    const fill = books.fills[index]!;
    const order = books.orders.get(fill.orderId)!;
    const key = `${fill.orderId}/${fill.cumulativeQuantity}`;
    must(!this.#keys.has(key), `${key} is booked twice`);
    this.#keys.add(key);
    const sum = sumOf(this.#perOrder, order.id);
    sum.quantity += fill.quantity;
    sum.cost += fill.value;
    sum.fees += fill.fee;
    const summed = fill.quantity > 0 &&
      sum.quantity === fill.cumulativeQuantity;
    must(summed, `${key} is a fill of ${fill.quantity}`);
    this.#cash -= (order.side === "buy" ? fill.value : -fill.value) + fill.fee;
    this.#hold(order, fill.quantity, fill.value, fill.fee);
  }

  #hold(order: Order, shares: number, value: number, fee: number): void {
    const sum = sumOf(this.#perPosition, order.positionId);
    sum.fees += fee;
    if (order.purpose === "entry") {
      sum.quantity += shares;
      sum.cost += value;
      return;
    }
    must(
      shares <= sum.quantity,
      `${order.id} left ${shares} of ${sum.quantity}`,
    );
    const share = shareOf(sum.cost, shares, sum.quantity);
    sum.quantity -= shares;
    sum.cost -= share;
    sum.realized += value - share;
  }
}

/** The nearest whole share of the cost; a half goes up. */
function shareOf(cost: number, shares: number, held: number): number {
  const twice = 2n * BigInt(held);
  const half = BigInt(held);
  return Number((2n * BigInt(cost) * BigInt(shares) + half) / twice);
}

function sumOf(sums: Map<string, Sum>, id: string): Sum {
  const sum = sums.get(id) ?? none();
  sums.set(id, sum);
  return sum;
}

function none(): Sum {
  return { quantity: 0, cost: 0, realized: 0, fees: 0 };
}
