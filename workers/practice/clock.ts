/** The market time of the practice venue, which everybody else follows. @module */
import type { ClockPlan } from "../../core/practice/clock_plan.ts";
import {
  machineTimeAt,
  marketTimeAt,
  type Published,
} from "../../core/practice/market_time.ts";
import type { Instant } from "../../core/time.ts";
import { Bell } from "./bell.ts";

/** How often it is published anew, in machine time. */
const RENEWAL_MS = 500;

export interface ClockOptions {
  plan: ClockPlan;
  /** Market milliseconds per machine millisecond. */
  speed: number;
  /** How far an earlier process may have let it be seen; undefined if none did. */
  until: Instant | undefined;
  /** Writes down how far it may be seen from now on. */
  save: (until: Instant) => Promise<void>;
}

/** Nothing of it is shown before it is saved, so it never runs backwards. */
export class PracticeClock {
  readonly #options: ClockOptions;
  readonly #changed = new Bell();
  readonly #listeners = new Set<(published: Published) => void>();
  #published: Published;
  #latest: Instant;

  /** Goes on where it may have been seen last, or begins. */
  static async open(options: ClockOptions): Promise<PracticeClock> {
    const { plan, speed, until, save } = options;
    const first = plan.first(until ?? plan.begin, Date.now(), speed);
    await save(first.until as Instant);
    return new PracticeClock(options, first);
  }

  private constructor(options: ClockOptions, first: Published) {
    this.#options = options;
    this.#published = first;
    this.#latest = first.market as Instant;
  }

  get published(): Published {
    return this.#published;
  }

  now(machine = Date.now()): Instant {
    const at = marketTimeAt(this.#published, machine);
    return (this.#latest = Math.max(this.#latest, at) as Instant);
  }

  /** Hears every publication from now on, until the answer is called. */
  listen(listener: (published: Published) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Until `at` is reached, `bell` rings, or `ended` aborts. */
  async reach(at: number, bell: Bell, ended: AbortSignal): Promise<void> {
    while (this.now() < at && !bell.rung && !ended.aborted) {
      const reached = machineTimeAt(this.#published, at as Instant);
      const wait = Math.min(RENEWAL_MS, reached - Date.now());
      await bell.wait(wait, ended);
    }
  }

  /** Publishes until `ended` aborts; calls `onEnd` once the tape has ended. */
  async run(ended: AbortSignal, onEnd: () => void): Promise<void> {
    let told = false;
    while (!ended.aborted) {
      const { until } = this.#published;
      const { at, to } = this.#options.plan.after(this.now());
      if (to === null && this.now() >= at && !told) {
        told = true;
        onEnd();
      }
      // Where time breaks, the next publication is due at once.
      const due = until === at && to !== null
        ? machineTimeAt(this.#published, at) - Date.now()
        : Infinity;
      await this.#changed.wait(Math.min(RENEWAL_MS, due), ended);
      if (!ended.aborted) await this.#renew();
    }
  }

  async #renew(): Promise<void> {
    const { plan, save } = this.#options;
    // One reading: a millisecond between two would be a second of the market.
    const machine = Date.now();
    const next = plan.next(this.#published, this.now(machine), machine);
    if (next.until > this.#published.until) await save(next.until as Instant);
    this.#published = next;
    for (const listener of this.#listeners) listener(next);
  }
}
