/** What a practice venue does wrong on request. @module */
import type { Random } from "./random.ts";

/** One word for each way in which a real venue has been seen to go wrong. */
export const FAULTS = [
  // How requests are answered.
  "lost_ack",
  "late_arrival",
  "lost_request",
  "late_ack",
  "http_429",
  "http_500",
  "http_500_done",
  "read_fails",
  // What goes over a connection.
  "duplicate_push",
  "reordered_push",
  "mute",
  "partial_frame",
  "garbage",
  "restart",
  // What it does with orders.
  "drop_stop",
  "refuse_cancel",
  "lookup_miss",
  // What it reads out wrong.
  "empty_positions",
  "missing_position",
  "wrong_quantity",
  "wrong_cash",
  // What an account or its gateway may not do.
  "needs_login",
  "captcha",
  "kicked_out",
  "no_quote_right",
  "stale_data",
] as const;
export type Fault = typeof FAULTS[number];

/** When a fault happens: each time it could, unless it is told otherwise. */
export interface Occasion {
  /** So often, then never again. */
  times?: number;
  /** In this share (0–1) of the times it could. */
  share?: number;
}

/** Seeded, each fault by itself: one more question to one changes no other. */
export class Mischief {
  readonly #random: Random;
  readonly #streams = new Map<Fault, Random>();
  readonly #set = new Map<Fault, Required<Occasion>>();
  readonly #counts = new Map<Fault, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  /**
   * Takes the place of what was set for this fault before.
   *
   * @throws {RangeError} If `times` is no whole number above 0, or `share` is
   * not above 0 and at most 1.
   */
  set(fault: Fault, { times = Infinity, share = 1 }: Occasion = {}): void {
    if (times !== Infinity && !(Number.isSafeInteger(times) && times > 0)) {
      throw new RangeError(`Cannot set ${fault}: ${times} times`);
    }
    if (!(share > 0 && share <= 1)) {
      throw new RangeError(`Cannot set ${fault}: a share of ${share}`);
    }
    this.#set.set(fault, { times, share });
  }

  /** Ends one fault, or all of them. What has happened stays counted. */
  clear(fault?: Fault): void {
    if (fault) this.#set.delete(fault);
    else this.#set.clear();
  }

  /** Asked where it could happen: whoever hears true must do it. */
  happens(fault: Fault): boolean {
    const occasion = this.#set.get(fault);
    if (!occasion || !this.#streamOf(fault).chance(occasion.share)) {
      return false;
    }
    occasion.times--;
    if (occasion.times === 0) this.#set.delete(fault);
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
    return true;
  }

  /** What is set, with what is left of its times; without limit it has none. */
  settings(): Partial<Record<Fault, Occasion>> {
    return Object.fromEntries(
      [...this.#set].map(([fault, { times, share }]) => [
        fault,
        times === Infinity ? { share } : { times, share },
      ]),
    );
  }

  /** How often each has happened since the beginning. */
  counts(): Record<Fault, number> {
    const counted = FAULTS.map((fault) =>
      [fault, this.#counts.get(fault) ?? 0] as const
    );
    return Object.fromEntries(counted) as Record<Fault, number>;
  }

  #streamOf(fault: Fault): Random {
    const known = this.#streams.get(fault);
    if (known) return known;
    const stream = this.#random.fork(fault);
    this.#streams.set(fault, stream);
    return stream;
  }
}
