/** Minute bars as they are over, each told once, also those of an outage. @module */
import type { Bar } from "../../../market/bar.ts";
import { BrokerUnavailable } from "../../../ports.ts";
import { DAY_MS, type Instant, MINUTE_MS, plus } from "../../../time.ts";
import { barOf } from "./bar.ts";
import { CatchUp } from "./catch_up.ts";
import type { Access } from "./client.ts";
import { barsOf } from "./history.ts";
import { Lifeline, type LifelineEvents } from "./lifeline.ts";
import { hearing, Line } from "./line.ts";
import type { streaming } from "./sdk.ts";

/** Market time after which history has the bars that the stream has told. */
const LATE_MS = 10_000;
const APART_MS = 5_000;
/** The newest bar of any symbol began so long ago, in market time: then they are asked for. */
const SILENT_MS = 4 * MINUTE_MS;
/** How far ahead of us the venue may be: two clocks, and a machine that is busy. */
const AHEAD_MS = 5_000;
/** Bars that wait while older ones are read. */
const HELD_MAX = 100_000;

type Told = [symbol: string, bar: Bar];

export interface BarListener extends LifelineEvents {
  onBar(symbol: string, bar: Bar): void;
}

export class MinuteBars {
  readonly #access: Access;
  readonly #url: string;
  readonly #listener: BarListener;
  readonly #speed: number;
  readonly #life: Lifeline;
  readonly #missed: CatchUp;
  #stream: streaming.StockDataStream | undefined;
  readonly #symbols = new Set<string>();
  /** When the last bar told of a symbol began, and the last of all. */
  readonly #told = new Map<string, Instant>();
  #newest: Instant;
  /** What is told while older bars are read, so that each comes in its turn. */
  #held: Told[] | undefined;
  /** Looks whether bars still come; once there is something to come. */
  #looking: ReturnType<typeof setInterval> | undefined;
  /** Messages that could not be read. */
  unreadable = 0;

  /** @param speed Market seconds per machine second. */
  constructor(
    access: Access,
    url: string,
    listener: BarListener,
    speed: number,
  ) {
    this.#access = access;
    this.#url = url;
    this.#listener = listener;
    this.#speed = speed;
    this.#newest = this.#minute();
    this.#life = new Lifeline((ended) => this.#make(ended), {
      down: (reason) => {
        this.#missed.cancel();
        listener.down(reason);
      },
      up: () => listener.up(),
    });
    this.#missed = new CatchUp(
      () => this.#readMissed(),
      ({ message }) => this.#life.line?.fail(message),
      APART_MS / speed,
    );
  }

  /**
   * Every full minute of `symbols` is told once this resolves, and for ever.
   *
   * @throws {BrokerUnavailable} If Alpaca does not take the subscription.
   */
  async subscribe(symbols: readonly string[]): Promise<void> {
    const fresh = symbols.filter((symbol) => !this.#symbols.has(symbol));
    for (const symbol of fresh) this.#symbols.add(symbol);
    if (!this.#life.isOpen) {
      this.#newest = this.#minute();
      await this.#life.open();
      const look = () => this.#heedSilence();
      this.#looking = setInterval(look, MINUTE_MS / this.#speed);
      return;
    }
    const { line } = this.#life;
    if (!line) {
      throw new BrokerUnavailable(
        "Cannot subscribe to minute bars at Alpaca: the connection is lost",
      );
    }
    if (fresh.length === 0) return;
    await line.confirmed(
      (subscribed) => this.#hasAll(subscribed),
      () => this.#stream?.subscribeForBars(fresh),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    await Promise.all([this.#life.close(), this.#missed.close()]);
  }

  async #make(ended: AbortSignal): Promise<Line> {
    const again = this.#life.isOpen;
    const { alpaca: { marketData }, stream: options } = this.#access;
    const stream = marketData.stockStream({ url: this.#url, ...options });
    const onUnreadable = () => this.#misread();
    const line = new Line(stream, { name: "minute bars", onUnreadable, ended });
    stream.onBar(hearing(
      (told) => this.#read(told),
      (told) => told && this.#hear(told),
      onUnreadable,
    ));
    // Before it connects, or the SDK would subscribe twice.
    stream.subscribeForBars([...this.#symbols]);
    if (again) this.#held ??= [];
    try {
      await line.confirmed(
        (subscribed) => this.#hasAll(subscribed),
        () => stream.connect(),
      );
      if (again) await this.#missed.now();
      line.check();
    } catch (error) {
      await line.close();
      throw error;
    }
    this.#stream = stream;
    // The minute that ended just now may not be history yet.
    if (again) this.#missed.due(LATE_MS / this.#speed);
    return line;
  }

  /** A line may stand and tell nothing: what it should have told is history by then. */
  #heedSilence(): void {
    const { market, now } = this.#access;
    const since = plus(now(), -SILENT_MS);
    const traded = market.phaseAt(since) === "regular" &&
      market.phaseAt(now()) === "regular";
    if (!traded || this.#newest > since || !this.#life.line) return;
    this.#held ??= [];
    this.#missed.due(0);
  }

  #misread(): void {
    this.unreadable++;
    this.#held ??= [];
    this.#missed.due(APART_MS / this.#speed);
  }

  /** Undefined if nobody asked for it. */
  #read(told: streaming.StreamBar): Told | undefined {
    const { symbol, timestamp: t, open: o, high: h, low: l, close: c } = told;
    if (!this.#symbols.has(symbol)) return undefined;
    const bar = barOf({ t, o, h, l, c, v: told.volume }, MINUTE_MS);
    const latest = this.#access.now() + AHEAD_MS * this.#speed;
    // Whatever came after a bar of the future would count as told.
    if (bar.at % MINUTE_MS !== 0 || bar.at > latest) {
      throw new RangeError(`Cannot read bar: a minute at ${bar.at}`);
    }
    return [symbol, bar];
  }

  #hear(told: Told): void {
    if (!this.#held) return this.#tell(...told);
    if (this.#held.length < HELD_MAX) this.#held.push(told);
    else this.#life.line?.fail("it tells more than can be kept");
  }

  /** What history has and was not told, minute by minute, then what was held. */
  async #readMissed(): Promise<void> {
    const { now } = this.#access;
    const symbols = [...this.#symbols];
    const end = now();
    // Not every symbol of the newest minute need have been told.
    let from = plus(this.#newest, -MINUTE_MS);
    while (from < end) {
      const to = Math.min(plus(from, DAY_MS), end) as Instant;
      const query = { symbols, from, to, barMs: MINUTE_MS };
      const bars: Told[] = [];
      for await (const told of barsOf(this.#access, query)) bars.push(told);
      this.#tellAll(bars);
      from = to;
    }
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#tellAll(held);
  }

  #tellAll(bars: Told[]): void {
    bars.sort(([, a], [, b]) => a.at - b.at);
    for (const told of bars) this.#tell(...told);
  }

  #tell(symbol: string, bar: Bar): void {
    if (bar.at <= (this.#told.get(symbol) ?? -Infinity)) return;
    this.#told.set(symbol, bar.at);
    this.#newest = Math.max(this.#newest, bar.at) as Instant;
    if (this.#access.market.phaseAt(bar.at) === "regular") {
      this.#listener.onBar(symbol, bar);
    }
  }

  /** The minute that is running. */
  #minute(): Instant {
    const now = this.#access.now();
    return plus(now, -(now % MINUTE_MS));
  }

  #hasAll(subscribed: unknown): boolean {
    const { bars } = Object(subscribed);
    if (!Array.isArray(bars)) return false;
    const confirmed = new Set<unknown>(bars);
    return [...this.#symbols].every((symbol) => confirmed.has(symbol));
  }
}
