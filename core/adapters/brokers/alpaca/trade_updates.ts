/** What becomes of our orders, as Alpaca tells it; what it did not tell is asked. @module */
import { DAY_MS, type Instant, plus } from "../../../time.ts";
import type { OrderReport } from "../../../trading/order.ts";
import type { AlpacaBroker } from "./broker.ts";
import { CatchUp } from "./catch_up.ts";
import type { Access } from "./client.ts";
import { Lifeline, type LifelineEvents } from "./lifeline.ts";
import { hearing, Line, unswallowed } from "./line.ts";
import { orderIn, reportOf } from "./report.ts";
import type { streaming } from "./sdk.ts";

/** Questions for what could not be read are so far apart, in market time. */
const APART_MS = 5_000;

export interface UpdateListener extends LifelineEvents {
  /** The broker has reports. */
  onNews(): void;
}

export class TradeUpdates {
  readonly #access: Access;
  readonly #url: string;
  readonly #broker: AlpacaBroker;
  readonly #listener: UpdateListener;
  readonly #life: Lifeline;
  readonly #missed: CatchUp;
  /** Nothing was missed before it. */
  #heardTo: Instant;
  /** Updates that could not be read. */
  unreadable = 0;

  constructor(
    access: Access,
    url: string,
    broker: AlpacaBroker,
    listener: UpdateListener,
    speed: number,
  ) {
    this.#access = access;
    this.#url = url;
    this.#broker = broker;
    this.#listener = listener;
    this.#heardTo = access.now();
    this.#life = new Lifeline((ended) => this.#make(ended), {
      down: (reason) => {
        this.#missed.cancel();
        listener.down(reason);
      },
      up: () => listener.up(),
    });
    this.#missed = new CatchUp(
      () => this.#ask(),
      ({ message }) => this.#life.line?.fail(message),
      APART_MS / speed,
    );
  }

  /**
   * Listens once it resolves, and for ever.
   *
   * @throws {BrokerUnavailable} If Alpaca does not let it.
   */
  async open(): Promise<void> {
    await this.#life.open();
  }

  async close(): Promise<void> {
    await Promise.all([this.#life.close(), this.#missed.close()]);
  }

  async #make(ended: AbortSignal): Promise<Line> {
    const { alpaca, stream: options } = this.#access;
    const stream = alpaca.trading.stream({ url: this.#url, ...options });
    const onUnreadable = () => this.#misread();
    const line = new Line(stream, {
      name: "order updates",
      onUnreadable,
      ended,
    });
    stream.onTradeUpdate(hearing(
      (update) => this.#read(update),
      (report) => this.#hear(report),
      onUnreadable,
    ));
    stream.subscribeTradeUpdates();
    try {
      await line.confirmed(listens, () => stream.connect());
      await this.#missed.now();
      line.check();
      return line;
    } catch (error) {
      await line.close();
      throw error;
    }
  }

  #hear(report: OrderReport): void {
    if (!this.#broker.hear(report)) this.#missed.due(0);
    this.#listener.onNews();
  }

  #misread(): void {
    this.unreadable++;
    this.#missed.due(0);
  }

  /** Alpaca repeats nothing that it told while nobody listened. */
  async #ask(): Promise<void> {
    const now = this.#access.now();
    // What was under way then was sent within the day before, or works still.
    await this.#broker.hearAll(plus(this.#heardTo, -DAY_MS));
    this.#heardTo = now;
    unswallowed(() => this.#listener.onNews());
  }

  #read({ order, executionId, timestamp }: streaming.TradeUpdate): OrderReport {
    const at = timestamp?.getTime() as Instant | undefined;
    if (at !== undefined && !Number.isInteger(at)) {
      throw new RangeError("an update at no time");
    }
    const id = typeof executionId === "string" ? executionId : null;
    const told = { executionId: id, at };
    return reportOf(orderIn(order), this.#access.now(), told);
  }
}

function listens(streams: unknown): boolean {
  return Array.isArray(streams) && streams.includes("trade_updates");
}
