/** What becomes of our orders, as Alpaca tells it; what it did not tell is asked. @module */
import { DAY_MS, type Instant, plus } from "../../../time.ts";
import type { AlpacaBroker } from "./broker.ts";
import { hearing, Line, RECONNECT, type Tell } from "./line.ts";
import { orderIn, reportOf } from "./report.ts";
import type { Alpaca, streaming } from "./sdk.ts";

export interface UpdateListener {
  /** The broker has reports. */
  onNews(): void;
  /** It does not hear any more, or something was missed. */
  onDown: Tell;
  /** Market time. */
  now(): Instant;
}

export class TradeUpdates {
  readonly #stream: streaming.TradingStream;
  readonly #line: Line;
  readonly #broker: AlpacaBroker;
  readonly #listener: UpdateListener;
  /** Since when nothing was heard; undefined while it listens. */
  #deafSince: Instant | undefined;
  #listing: Promise<void> = Promise.resolve();

  constructor(
    { trading }: Alpaca,
    url: string,
    broker: AlpacaBroker,
    listener: UpdateListener,
  ) {
    this.#broker = broker;
    this.#listener = listener;
    this.#deafSince = listener.now();
    const onDown = (reason: string) => this.#lost(reason);
    this.#stream = trading.stream({ url, ...RECONNECT });
    this.#line = new Line(this.#stream, "order updates", onDown);
    this.#stream.onTradeUpdate(hearing(read, (report) => {
      broker.hear(report);
      listener.onNews();
    }, onDown));
    this.#stream.on(
      "subscription",
      hearing(listens, (heard) => heard && this.#catchUp(), onDown),
    );
    this.#stream.subscribeTradeUpdates();
  }

  /**
   * Listens once it resolves.
   *
   * @throws {BrokerUnavailable} If Alpaca does not let it.
   */
  async open(): Promise<void> {
    await this.#line.confirmed(listens, () => this.#stream.connect());
  }

  async close(): Promise<void> {
    await this.#line.close();
    await this.#listing;
  }

  #lost(reason: string): void {
    this.#deafSince ??= this.#listener.now();
    this.#listener.onDown(reason);
  }

  /** Alpaca repeats nothing that it told while the connection was lost. */
  #catchUp(): void {
    const { now, onNews } = this.#listener;
    // An order that worked at that time was sent within the day before.
    const after = plus(this.#deafSince ?? now(), -DAY_MS);
    this.#deafSince = undefined;
    this.#listing = this.#broker.hearAll(after).then(
      onNews,
      (error: Error) => this.#lost(error.message),
    );
  }
}

function listens(streams: unknown): boolean {
  return Array.isArray(streams) && streams.includes("trade_updates");
}

function read({ order, executionId, timestamp }: streaming.TradeUpdate) {
  const at = (timestamp ?? order.updatedAt)?.getTime();
  if (at === undefined) throw new RangeError("an update without a time");
  return reportOf(orderIn(order), {
    executionId: executionId ?? null,
    at: at as Instant,
  });
}
