/** What a link hears from OpenD, and to whom it tells it. @module */
import type { Market } from "../../../market/market.ts";
import { type Instant, SECOND_MS } from "../../../time.ts";
import type { LinkListener } from "../link.ts";
import type { PushName } from "../opend/protocol.ts";
import { KLinePush } from "./answers.ts";
import type { MoomooBroker } from "./broker.ts";
import type { ConnectionListener } from "./connection.ts";
import { MinuteBars } from "./minute_bars.ts";
import { MINUTE_LINE } from "./words.ts";

/** How often a minute that none follows is looked at, in machine time. */
const SETTLE_EACH_MS = SECOND_MS;

export class Ears implements ConnectionListener {
  /** Hears of orders once it is there; it reads what was pushed before. */
  broker: MoomooBroker | undefined;
  /** While opening, and after closing, nobody wants to hear that it is down. */
  isOpen = false;
  readonly #market: Market;
  readonly #listener: LinkListener;
  readonly #now: () => Instant;
  readonly #bars: MinuteBars;
  readonly #settling: ReturnType<typeof setInterval>;

  constructor(market: Market, listener: LinkListener, now: () => Instant) {
    this.#market = market;
    this.#listener = listener;
    this.#now = now;
    this.#bars = new MinuteBars(market.timezone, (symbol, bar) => {
      if (market.phaseAt(bar.at) === "regular") listener.onBar(symbol, bar);
    });
    const settle = () => this.#bars.settle(now());
    this.#settling = setInterval(settle, SETTLE_EACH_MS);
  }

  onPush(name: PushName, s2c: unknown): void {
    if (name === "Trd_UpdateOrder") this.broker?.hear(s2c);
    if (name === "Qot_UpdateKL") this.#hearLines(s2c);
  }

  /** Minutes of these that are over later are told. */
  begin(symbols: readonly string[]): void {
    this.#bars.begin(symbols, this.#now());
  }

  onDown(reason: string): void {
    const tell = this.isOpen;
    this.close();
    if (tell) this.#listener.onDown(reason);
  }

  close(): void {
    this.isOpen = false;
    clearInterval(this.#settling);
  }

  #hearLines(s2c: unknown): void {
    const { klType, security, klList } = KLinePush.parse(s2c);
    const symbol = this.#market.symbolOf(security.code);
    if (klType === MINUTE_LINE && symbol) this.#bars.take(symbol, klList);
  }
}
