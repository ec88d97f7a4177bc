/** How many requests an account may make, as Alpaca counts them. @module */

export interface RequestTurn {
  /** Whether this one may go. */
  may: boolean;
  /** How many more may go now. */
  remaining: number;
  /** When the oldest that counts will count no more, in machine milliseconds. */
  resetAt: number;
}

/** What Alpaca allows in a minute. */
export const LIMIT = 200;

/** A sliding window. What is refused does not count towards the limit. */
export class RequestLimit {
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #taken: number[] = [];
  readonly #asked: number[] = [];
  #most = 0;

  /** @param now Machine time, in milliseconds. */
  constructor(windowMs: number, now: () => number) {
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** The most requests in any window, refused ones too. */
  get most(): number {
    return this.#most;
  }

  /** Counts one request. */
  ask(): RequestTurn {
    const now = this.#now();
    for (const times of [this.#taken, this.#asked]) {
      while (times.length > 0 && times[0]! + this.#windowMs <= now) {
        times.shift();
      }
    }
    this.#asked.push(now);
    this.#most = Math.max(this.#most, this.#asked.length);
    const may = this.#taken.length < LIMIT;
    if (may) this.#taken.push(now);
    return {
      may,
      remaining: LIMIT - this.#taken.length,
      resetAt: this.#taken[0]! + this.#windowMs,
    };
  }
}

/** @param now Machine time, in milliseconds. */
export function limitHeaders(
  { may, remaining, resetAt }: RequestTurn,
  now: number,
): Record<string, string> {
  const seconds = String(Math.max(1, Math.ceil((resetAt - now) / 1000)));
  return {
    "X-RateLimit-Limit": String(LIMIT),
    "X-RateLimit-Remaining": String(remaining),
    "X-RateLimit-Reset": String(Math.ceil(resetAt / 1000)),
    ...may ? {} : { "Retry-After": seconds },
  };
}
