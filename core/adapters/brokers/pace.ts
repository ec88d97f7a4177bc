/** How often a venue may be asked, counted here so that it never has to say no. @module */

export interface PaceLimit {
  /** Calls in any window. */
  limit: number;
  windowMs: number;
  /** The last of them, kept for what cannot wait. */
  reserved: number;
}

/**
 * A sliding window: call n + limit goes more than `windowMs` after call n.
 * It only counts; who may not go yet decides whether to wait.
 */
export class Pace {
  readonly #limit: PaceLimit;
  readonly #now: () => number;
  /** When the calls of the window went, oldest first. */
  readonly #gone: number[] = [];
  #pausedUntil = -Infinity;

  /**
   * @param now Machine time in ms that never runs back.
   * @throws {RangeError} If nothing could ever go.
   */
  constructor(limit: PaceLimit, now: () => number) {
    if (limit.reserved < 0 || limit.reserved >= limit.limit) {
      throw new RangeError(
        `Cannot keep pace: ${limit.reserved} of ${limit.limit} calls are reserved`,
      );
    }
    this.#limit = limit;
    this.#now = now;
  }

  /** Counts a call if it may go now; only an urgent one uses the reserved. */
  take(urgent: boolean): boolean {
    if (this.waitMs(urgent) > 0) return false;
    this.#gone.push(this.#now());
    return true;
  }

  /** How long until such a call may go; 0 if it may now. */
  waitMs(urgent: boolean): number {
    const now = this.#now();
    const { limit, windowMs, reserved } = this.#limit;
    while (this.#gone.length > 0 && now - this.#gone[0]! > windowMs) {
      this.#gone.shift();
    }
    const paused = Math.max(0, this.#pausedUntil - now);
    const most = urgent ? limit : limit - reserved;
    const before = this.#gone.at(-most);
    if (before === undefined) return paused;
    // One more, for at the end of the window itself it may not go yet.
    return Math.max(paused, before + windowMs - now + 1);
  }

  /** Lets nothing go for so long: the venue said so. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + ms);
  }
}
