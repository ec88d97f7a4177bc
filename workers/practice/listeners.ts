/** Who hears what happens on a practice floor. @module */
import type { Bar } from "../../core/market/bar.ts";
import type {
  PlacedFill,
  PlacedOrder,
} from "../../core/practice/placed_order.ts";
import type { Instant } from "../../core/time.ts";

export interface FloorListener {
  /** An order changed; `fill` are the shares that this report adds. */
  onOrder?(order: PlacedOrder, fill: PlacedFill | undefined): void;
  /** The bars of one minute, by symbol, known at `knownAt`. */
  onBars?(knownAt: Instant, bars: ReadonlyMap<string, Bar>): void;
}

type Tell = (listener: FloorListener) => void;

/** Keeps news until it may be told, in order. */
export class Listeners {
  readonly #listeners = new Set<FloorListener>();
  #news: Tell[] = [];

  /** Until the answer is called. */
  add(listener: FloorListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** What is to be told. */
  keep(news: Tell): void {
    this.#news.push(news);
  }

  tellAll(): void {
    const news = this.#news;
    this.#news = [];
    for (const tell of news) this.#listeners.forEach(tell);
  }
}
