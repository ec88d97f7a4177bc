/** Minute bars of what is subscribed: pushed as far as OpenD allows, read from its history otherwise. @module */
import type { Bar } from "../../../market/bar.ts";
import type { Market } from "../../../market/market.ts";
import type { Price } from "../../../money.ts";
import { type Instant, MINUTE_MS, plus, SECOND_MS } from "../../../time.ts";
import { KLinePush } from "./answers.ts";
import { asked } from "./asked.ts";
import { endOf } from "./bar.ts";
import { barsOf } from "./history.ts";
import type { Line } from "./line.ts";
import { MinuteBars, SETTLE_MS } from "./minute_bars.ts";
import { traded } from "./traded.ts";
import { pause } from "./pause.ts";
import { subscribed } from "./subscriptions.ts";
import { MINUTE_LINE } from "./words.ts";

export interface MinuteFeedOptions {
  market: Market;
  /** Market time. */
  now: () => Instant;
  /** Market time per machine time. */
  speed: number;
  onBar: (symbol: string, bar: Bar) => void;
}

/** How often it looks whether anything is due, in market time; and at least in machine time. */
const LOOK = { marketMs: SECOND_MS, leastMs: 20 };
/** Pushes that stay away for so long while the market trades are asked for again: market time, and at least machine time. */
const SILENT = { marketMs: 3 * MINUTE_MS, leastMs: 2 * SECOND_MS };
/** How often what was missed is asked for before it is a gap. */
const TRIES = 3;
/** No clock is so wrong; a minute that lies farther ahead is none. */
const AHEAD_MS = 10 * MINUTE_MS;

export class MinuteFeed {
  readonly #line: Line;
  readonly #options: MinuteFeedOptions;
  readonly #bars: MinuteBars;
  readonly #looking: ReturnType<typeof setInterval>;
  readonly #lastPrices = new Map<string, Price>();
  /** All that is wanted, in the order it was. */
  readonly #wanted = new Set<string>();
  #pushed = new Set<string>();
  #heardAt: Instant;
  /** The minute whose bars were asked for last, by its end. */
  #polledTo: number;
  /** Pushes were lost, or may come no more. */
  #again = false;
  #failures = 0;
  /** What subscribes or reads is done one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #turns = 0;

  constructor(line: Line, options: MinuteFeedOptions) {
    const { market, now, speed, onBar } = options;
    this.#line = line;
    this.#options = options;
    this.#heardAt = now();
    this.#polledTo = this.#settledTo();
    this.#bars = new MinuteBars(market.timezone, (symbol, bar) => {
      this.#lastPrices.set(symbol, bar.close);
      if (market.phaseAt(bar.at) === "regular") onBar(symbol, bar);
    });
    const eachMs = Math.max(LOOK.leastMs, LOOK.marketMs / speed);
    this.#looking = setInterval(() => this.#look(), eachMs);
  }

  lastPrice(symbol: string): Price | undefined {
    return this.#lastPrices.get(symbol);
  }

  /** @throws {BrokerUnavailable} If OpenD does not take the subscription. */
  async subscribe(symbols: readonly string[]): Promise<void> {
    const { market, now } = this.#options;
    await this.#inTurn(async () => {
      this.#bars.begin(symbols, now());
      this.#heardAt = now();
      const pushed = await asked(
        "subscribe to minute bars",
        () => subscribed(this.#line, market, symbols),
      );
      for (const symbol of symbols) this.#wanted.add(symbol);
      for (const symbol of pushed) this.#pushed.add(symbol);
    });
  }

  /**
   * Subscribes anew to all of it, and tells what was missed. What cannot be read
   * now is asked for again; where that never helps, it is a gap.
   */
  async renew(): Promise<void> {
    await this.#inTurn(async () => {
      const wanted = [...this.#wanted];
      if (wanted.length === 0) return;
      wanted.forEach((symbol) => this.#bars.hold(symbol));
      try {
        const { market, now } = this.#options;
        // Pushes begin before history is read, so no minute lies between them.
        this.#pushed = new Set(await subscribed(this.#line, market, wanted));
        this.#heardAt = now();
        await this.#settled();
        await this.#catchUp(wanted);
        this.#failures = 0;
      } catch {
        this.#fail(wanted);
      }
    });
  }

  /** Takes a push of K lines. @throws {Error} If it is none. */
  hear(s2c: unknown): void {
    const { market, now } = this.#options;
    const { klType, security, klList } = KLinePush.parse(s2c);
    const symbol = market.symbolOf(security.code);
    if (klType !== MINUTE_LINE || !symbol) return;
    const ahead = plus(now(), AHEAD_MS);
    const odd = klList.find((one) => endOf(one, market.timezone) > ahead);
    if (odd) throw new RangeError(`Cannot believe K line of ${odd.time}`);
    this.#bars.take(symbol, klList);
    this.#heardAt = now();
  }

  /** Something was pushed that could not be read, or what may be pushed has changed. */
  askAgain(): void {
    this.#again = true;
  }

  /** Leaves no timer behind; comes after the line is closed. */
  async close(): Promise<void> {
    clearInterval(this.#looking);
    await this.#turn;
  }

  /** One thing at a time, and nothing while there is nobody to ask. */
  #look(): void {
    this.#bars.settle(this.#options.now());
    if (this.#turns > 0 || !this.#line.standing.connected) return;
    const polled = [...this.#wanted].filter((one) => !this.#pushed.has(one));
    const to = this.#settledTo();
    if (this.#again || this.#silent()) {
      this.#again = false;
      void this.renew();
    } else if (polled.length > 0 && to > this.#polledTo) {
      this.#polledTo = to;
      // The next minute brings what is missing now.
      void this.#inTurn(() => this.#catchUp(polled)).catch(() => undefined);
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#turns++;
    const done = this.#turn.then(work).finally(() => this.#turns--);
    this.#turn = done.catch(() => undefined);
    return await done;
  }

  /** Without a connection nothing was tried; with one, patience has an end. */
  #fail(wanted: readonly string[]): void {
    if (!this.#line.reachable) return;
    this.#again = ++this.#failures < TRIES;
    if (this.#again) return;
    this.#failures = 0;
    wanted.forEach((symbol) => this.#bars.release(symbol, []));
  }

  #silent(): boolean {
    const { market, now, speed } = this.#options;
    const silentMs = Math.max(SILENT.marketMs, SILENT.leastMs * speed);
    const at = now(), since = plus(at, -silentMs);
    return this.#pushed.size > 0 && this.#heardAt < since &&
      market.phaseAt(at) === "regular" && market.phaseAt(since) === "regular";
  }

  /**
   * Reads what was not told, symbol by symbol, and tells it.
   *
   * @throws {BrokerUnavailable} If one of them could not be read, after all others.
   */
  async #catchUp(symbols: readonly string[]): Promise<void> {
    let failure: unknown;
    for (const symbol of symbols) {
      try {
        this.#bars.release(symbol, await this.#missed(symbol));
      } catch (error) {
        failure ??= error;
        if (!this.#line.reachable) break;
      }
    }
    if (failure) throw failure;
  }

  async #missed(symbol: string): Promise<Bar[]> {
    const { market } = this.#options;
    const from = this.#bars.toldTo(symbol), to = this.#settledTo();
    const read: Bar[] = [];
    if (from === undefined || !traded(market, from, to)) return read;
    const query = { symbols: [symbol], from, to, barMs: MINUTE_MS };
    for await (const [, bar] of barsOf(this.#line, market, query)) {
      read.push(bar);
    }
    return read;
  }

  /** The end of the last minute that nothing is added to any more. */
  #settledTo(): Instant {
    const at = plus(this.#options.now(), -SETTLE_MS);
    return at - at % MINUTE_MS as Instant;
  }

  /** Waits until the minute that was over last is settled. */
  async #settled(): Promise<void> {
    const { now, speed } = this.#options;
    const beganMs = now() % MINUTE_MS;
    if (beganMs >= SETTLE_MS) return;
    await pause((SETTLE_MS - beganMs) / speed, this.#line.ended);
  }
}
