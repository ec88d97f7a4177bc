/** How often OpenD lets one account ask, and how often it was asked. @module */
import { SECOND_MS } from "../../../core/time.ts";
import { Refusal } from "./ask.ts";

/** Requests in any 30 s, by what they ask, in OpenD's own words. */
const LIMITS = {
  orders: { limit: 15, what: "下单" },
  changes: { limit: 20, what: "修改订单" },
  refreshes: { limit: 10, what: "获取订单列表" },
} as const;

export type LimitKind = keyof typeof LIMITS;

const WINDOW_SECONDS = 30;

/** One kind of request as it was counted. */
export interface Counted {
  limit: number;
  /** Machine time. */
  windowMs: number;
  /** The most there were in any window, those refused included. */
  highest: number;
  refused: number;
}

export class RequestLimits {
  readonly #windowMs: number;
  readonly #now: () => number;
  /** Requests of the last window, by kind: those let through, and all. */
  readonly #taken = byKind((): number[] => []);
  readonly #asked = byKind((): number[] => []);
  readonly #highest = byKind(() => 0);
  readonly #refused = byKind(() => 0);

  /**
   * @param speed Market time per machine time; the window is of market time.
   * @param now Machine time in ms.
   */
  constructor(speed: number, now: () => number) {
    this.#windowMs = WINDOW_SECONDS * SECOND_MS / speed;
    this.#now = now;
  }

  /**
   * Counts one request. The first and the one after the last that is allowed
   * must be more than a window apart.
   *
   * @throws {Refusal} If there were too many.
   */
  take(kind: LimitKind): void {
    const now = this.#now(), { limit, what } = LIMITS[kind];
    const recent = (at: number) => now - at <= this.#windowMs;
    const asked = this.#asked[kind] = this.#asked[kind].filter(recent);
    const taken = this.#taken[kind] = this.#taken[kind].filter(recent);
    asked.push(now);
    this.#highest[kind] = Math.max(this.#highest[kind], asked.length);
    if (taken.length < limit) taken.push(now);
    else {
      this.#refused[kind]++;
      throw new Refusal(
        `${what}频率太高，请求失败，每${WINDOW_SECONDS}秒最多${limit}次`,
      );
    }
  }

  counts(): Record<LimitKind, Counted> {
    return byKind((kind) => ({
      limit: LIMITS[kind].limit,
      windowMs: this.#windowMs,
      highest: this.#highest[kind],
      refused: this.#refused[kind],
    }));
  }
}

function byKind<T>(value: (kind: LimitKind) => T): Record<LimitKind, T> {
  return {
    orders: value("orders"),
    changes: value("changes"),
    refreshes: value("refreshes"),
  };
}
