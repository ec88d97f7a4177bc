/** Minute bars as they are over, each told once. @module */
import type { Bar } from "../../../market/bar.ts";
import type { Market } from "../../../market/market.ts";
import { type Instant, MINUTE_MS } from "../../../time.ts";
import { barOf } from "./bar.ts";
import { hearing, Line, RECONNECT, type Tell } from "./line.ts";
import type { Alpaca, streaming } from "./sdk.ts";

export class MinuteBars {
  readonly #stream: streaming.StockDataStream;
  readonly #line: Line;
  /** When the last bar told of a symbol began. */
  readonly #told = new Map<string, Instant>();

  constructor(
    { marketData }: Alpaca,
    url: string,
    market: Market,
    onBar: (symbol: string, bar: Bar) => void,
    onDown: Tell,
  ) {
    this.#stream = marketData.stockStream({ url, ...RECONNECT });
    this.#line = new Line(this.#stream, "minute bars", onDown);
    this.#stream.onBar(hearing(read, ({ symbol, bar }) => {
      if (bar.at <= (this.#told.get(symbol) ?? -Infinity)) return;
      this.#told.set(symbol, bar.at);
      if (market.phaseAt(bar.at) === "regular") onBar(symbol, bar);
    }, onDown));
  }

  /**
   * Every full minute of `symbols` is told once this resolves.
   *
   * @throws {BrokerUnavailable} If Alpaca does not take the subscription.
   */
  async subscribe(symbols: readonly string[]): Promise<void> {
    const { bars } = this.#stream.getSubscriptions();
    if (symbols.every((symbol) => bars.includes(symbol))) return;
    const accepts = (subscribed: unknown) => hasAll(subscribed, symbols);
    await this.#line.confirmed(accepts, () => {
      // Before it connects, or the SDK would subscribe twice; once it is
      // connected it stays so.
      this.#stream.subscribeForBars([...symbols]);
      this.#stream.connect();
    });
  }

  async close(): Promise<void> {
    await this.#line.close();
  }
}

function read(told: streaming.StreamBar): { symbol: string; bar: Bar } {
  const { symbol, timestamp: t, open: o, high: h, low: l, close: c } = told;
  return { symbol, bar: barOf({ t, o, h, l, c, v: told.volume }, MINUTE_MS) };
}

function hasAll(subscribed: unknown, symbols: readonly string[]): boolean {
  const { bars } = Object(subscribed);
  return Array.isArray(bars) && symbols.every((one) => bars.includes(one));
}
