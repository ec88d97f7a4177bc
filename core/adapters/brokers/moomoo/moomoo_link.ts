/** All one agent needs of its venue behind OpenD, over a line that never ends. @module */
import type { Bar } from "../../../market/bar.ts";
import { type Instant, SECOND_MS } from "../../../time.ts";
import type { LastPrice, SecurityFacts, VenueLink } from "../link.ts";
import type { PushName } from "../opend/protocol.ts";
import { PaperAccount } from "./account.ts";
import { Notice } from "./answers.ts";
import { asked } from "./asked.ts";
import { MoomooBroker } from "./broker.ts";
import { dialing, placeOf } from "./dial.ts";
import { factsOf, pricesOf, universeOf } from "./facts.ts";
import { blockIn } from "./gateway_state.ts";
import { barsOf } from "./history.ts";
import { Line } from "./line.ts";
import { MoomooLiquidator } from "./liquidator.ts";
import { MinuteFeed } from "./minute_feed.ts";
import type { MoomooOptions } from "./open.ts";
import { pause } from "./pause.ts";

/** How long unreadable pushes of orders are gathered before all are asked for, in market time. */
const GATHER_MS = 5 * SECOND_MS;

export class MoomooLink implements VenueLink {
  readonly broker: MoomooBroker;
  readonly liquidator: MoomooLiquidator;
  readonly #options: MoomooOptions;
  readonly #account = new PaperAccount();
  readonly #line: Line;
  readonly #feed: MinuteFeed;
  /** Orders are asked for again because of what could not be read. */
  #gathering: Promise<void> | undefined;

  constructor(options: MoomooOptions) {
    const { market, listener, now, speed } = options;
    this.#options = options;
    this.#line = new Line({
      dial: dialing(options),
      speed,
      greet: async (client) => {
        await this.#account.take(client);
        await this.#account.listen(client);
      },
      renew: async () => {
        await this.broker.hearAll();
        await this.#feed.renew();
      },
      onPush: (name, s2c) => this.#hear(name, s2c),
      onUnreadable: (name) => this.#askAgain(name),
      onDown: (reason) => listener.onDown(reason),
      onUp: () => listener.onUp(),
    });
    const onBar = (symbol: string, bar: Bar) => listener.onBar(symbol, bar);
    this.#feed = new MinuteFeed(this.#line, { market, now, speed, onBar });
    this.broker = new MoomooBroker(this.#line, this.#account, {
      market,
      now,
      onNews: () => listener.onNews(),
      lastPrice: (symbol) => this.#feed.lastPrice(symbol),
    });
    this.liquidator = new MoomooLiquidator(this.#line, this.#account, market);
  }

  /** What arrived and could not be read, so far; its subject was asked for again. */
  get unreadable(): number {
    return this.#line.unreadable;
  }

  /** @throws {BrokerUnavailable} If OpenD is not there, or cannot be used. */
  async open(): Promise<void> {
    try {
      const place = placeOf(this.#options);
      await asked(`log in on ${place}`, () => this.#line.open());
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  facts(
    symbols: readonly string[],
  ): Promise<ReadonlyMap<string, SecurityFacts>> {
    return factsOf(this.#line, this.#options.market, symbols);
  }

  universe(wanted: readonly string[] | null): Promise<string[]> {
    return universeOf(this.#line, this.#options.market, wanted);
  }

  history(
    symbols: readonly string[],
    from: Instant,
    to: Instant,
    barMs: number,
  ): AsyncIterable<[symbol: string, bar: Bar]> {
    const query = { symbols, from, to, barMs };
    return barsOf(this.#line, this.#options.market, query);
  }

  prices(symbols: readonly string[]): Promise<ReadonlyMap<string, LastPrice>> {
    return pricesOf(this.#line, this.#options.market, symbols);
  }

  subscribe(symbols: readonly string[]): Promise<void> {
    return this.#feed.subscribe(symbols);
  }

  async close(): Promise<void> {
    await this.#line.close();
    await this.#feed.close();
    await this.#gathering;
  }

  /** @throws {Error} If it cannot be read. */
  #hear(name: PushName, s2c: unknown): void {
    if (name === "Trd_UpdateOrder") this.broker.hear(s2c);
    if (name === "Qot_UpdateKL") this.#feed.hear(s2c);
    if (name !== "Notify") return;
    const notice = Notice.parse(s2c);
    const block = blockIn(notice);
    if (block) this.#line.fail(block);
    else if (notice.qotRight) this.#feed.askAgain();
  }

  #askAgain(name: PushName | undefined): void {
    if (name === undefined || name === "Qot_UpdateKL") this.#feed.askAgain();
    if (name !== undefined && name !== "Trd_UpdateOrder") return;
    this.#gathering ??= this.#gather()
      .finally(() => this.#gathering = undefined);
  }

  async #gather(): Promise<void> {
    const { ended } = this.#line;
    await pause(GATHER_MS / this.#options.speed, ended);
    // Without a connection they are asked for with the next one.
    if (this.#line.reachable) {
      await this.broker.hearAll().catch(() => undefined);
    }
  }
}
