/** What must hold after every step, judged from books and venue, not from the flows. @module */
import type { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import { us } from "../../core/market/us.ts";
import type { ApprovedOrder, Ticket } from "../../core/risk/gate.ts";
import type { Exposure } from "../../core/risk/exposure.ts";
import {
  type Order,
  type OrderStatus,
  priceOf,
} from "../../core/trading/order.ts";
import { Refold } from "./refold.ts";
import type { MeanBroker } from "./mean_broker.ts";
import { isWorking } from "./mean_order.ts";
import type { Process } from "./process.ts";

/** An invariant does not hold. */
export class Broken extends Error {
  override name = "Broken";
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}

/** Where each status may go. What is over stays over, but for a late fill. */
const NEXT: Record<OrderStatus, readonly OrderStatus[]> = {
  intent: ["submitting", "expired"],
  submitting: [
    "accepted",
    "rejected",
    "unknown",
    "partial",
    "filled",
    "cancelled",
    "expired",
  ],
  unknown: [
    "accepted",
    "rejected",
    "partial",
    "filled",
    "cancelled",
    "expired",
  ],
  accepted: ["partial", "filled", "cancelled", "expired", "rejected"],
  partial: ["filled", "cancelled", "expired"],
  filled: [],
  cancelled: ["filled"],
  expired: ["filled"],
  rejected: ["partial", "filled"],
};

const OPEN: readonly OrderStatus[] = [
  "intent",
  "submitting",
  "accepted",
  "unknown",
  "partial",
];

export class Witness {
  readonly #books: MemoryBooks;
  readonly #broker: MeanBroker;
  readonly #refold: Refold;
  /** Who wrote each intent down, who won its claim, what was sent. */
  readonly #authors = new Map<string, Set<Process>>();
  readonly #winners = new Map<string, Process>();
  readonly #sent = new Set<string>();
  /** Shares that could leave when an order was decided. */
  readonly #free = new Map<string, number>();
  readonly #statuses = new Map<string, OrderStatus>();
  #read = 0;

  constructor(books: MemoryBooks, broker: MeanBroker) {
    this.#books = books;
    this.#broker = broker;
    this.#refold = new Refold(books.cash);
  }

  get sent(): number {
    return this.#sent.size;
  }

  wrote(process: Process, orderId: string): void {
    const authors = this.#authors.get(orderId) ?? new Set();
    this.#authors.set(orderId, authors.add(process));
  }

  won(process: Process, orderId: string): void {
    must(!this.#winners.has(orderId), `${orderId} was claimed twice`);
    this.#winners.set(orderId, process);
  }

  /** Just before the bytes of `order` leave. */
  sends(process: Process, order: ApprovedOrder): void {
    const { id, purpose, quantity } = order;
    const written = this.#books.orders.get(id);
    must(written !== undefined, `${id} is sent before its intent is written`);
    must(this.#books.decisions.has(id), `${id} is sent without a decision`);
    must(!this.#sent.has(id), `${id} is sent again`);
    must(this.#winners.get(id) === process, `${id} is sent without its claim`);
    must(
      this.#authors.get(id)?.has(process) ?? false,
      `${id} was found, not decided, by the process that sends it`,
    );
    this.#sent.add(id);
    if (purpose === "entry") return;
    const free = this.#free.get(id)!;
    must(quantity <= free, `${id} sells ${quantity} of ${free}`);
  }

  /** While nobody knows, an order counts in full. */
  measured(exposure: Exposure, { id, symbol }: Ticket): void {
    let cash: number = this.#books.cash;
    let unknown = 0, exitable = 0;
    for (const order of this.#books.orders.values()) {
      const open = openOf(order);
      if (order.purpose === "entry") cash -= open * priceOf(order);
      if (order.symbol !== symbol) continue;
      if (order.purpose === "exit") exitable -= open;
      if (order.status === "unknown") unknown++;
    }
    for (const { symbol: held, quantity } of this.#books.positions.values()) {
      if (held === symbol) exitable += quantity;
    }
    must(exposure.freeCash === cash, `${exposure.freeCash} is free of ${cash}`);
    must(exposure.unknownOrders === unknown, `${unknown} orders are unknown`);
    must(exposure.exitableQuantity === exitable, `${exitable} may leave`);
    this.#free.set(id, exitable);
  }

  check(): void {
    this.#checkTransitions();
    for (const order of this.#books.orders.values()) this.#checkOrder(order);
    this.#refold.check(this.#books);
  }

  /** Every order the venue has is in the books as it is there; the rest never left `unknown`. */
  settled(): void {
    for (const { id, status, filledQuantity } of this.#books.orders.values()) {
      const there = this.#broker.placed.get(id);
      if (!there) {
        const lost = status === "unknown" || status === "expired";
        must(lost, `${id} never arrived and is ${status}`);
        continue;
      }
      const said = `${id} is ${status} at ${filledQuantity}, at the venue `;
      const same = status === there.status && filledQuantity === there.filled;
      must(same, `${said}${there.status} at ${there.filled}`);
    }
    for (const id of this.#broker.placed.keys()) {
      must(this.#books.orders.has(id), `The books do not have ${id}`);
    }
  }

  #checkTransitions(): void {
    const { journal } = this.#books;
    for (; this.#read < journal.length; this.#read++) {
      const { kind, id, body } = journal[this.#read]!;
      if (kind !== "order") continue;
      const { status } = body as Order;
      const before = this.#statuses.get(id);
      this.#statuses.set(id, status);
      const legal = before === undefined
        ? status === "intent"
        : status === before || NEXT[before].includes(status);
      must(legal, `${id} went from ${before} to ${status}`);
    }
  }

  #checkOrder(order: Order): void {
    const { id, side, session, status } = order;
    const { quantity, filledQuantity, filledValue } = order;
    const there = this.#broker.placed.get(id);
    must(filledQuantity <= quantity, `${id} is filled ${filledQuantity}`);
    must(
      (status === "filled") === (filledQuantity === quantity),
      `${id} is ${status} at ${filledQuantity} of ${quantity}`,
    );
    if (!there) return must(filledQuantity === 0, `${id} filled nowhere`);
    must(
      there.values.get(filledQuantity) === filledValue,
      `${id} has ${filledQuantity} for ${filledValue}`,
    );
    const due = us.feesOf(side, filledValue, filledQuantity, session);
    must(order.fees === due, `${id} paid ${order.fees} of ${due}`);
    if (status !== "rejected" && status !== "expired") return;
    const over = !isWorking(there) && there.filled === 0;
    must(over || there.status === status, `${id} is ${status} and works there`);
  }
}

function openOf({ status, quantity, filledQuantity }: Order): number {
  return OPEN.includes(status) ? quantity - filledQuantity : 0;
}
