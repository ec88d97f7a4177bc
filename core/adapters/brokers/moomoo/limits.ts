/** OpenD's limits on how often it may be asked, kept before it must say so. @module */
import { Pace } from "../pace.ts";
import type { RequestName } from "../opend/protocol.ts";
import { Unsent } from "./failure.ts";
import { pause } from "./pause.ts";

const WINDOW_MS = 30_000;
/**
 * OpenD counts when a request arrives: on a busy machine that was seen to differ
 * by 210 ms. Where its seconds are short in practice, so is this, down to the least.
 */
const UNDERWAY_MS = { real: 500, least: 20 };
/** Timers are late. */
const SLACK_MS = 100;
/** After it said "too often" for all that: somebody else trades on this account. */
const REST_MS = 5_000;

/** Requests per account in any 30 s; the rest is not limited, or never asked so often. */
const LIMITS: Partial<Record<RequestName, number>> = {
  Trd_PlaceOrder: 15,
  Trd_ModifyOrder: 20,
  Trd_GetOrderList: 10,
  Trd_GetHistoryOrderList: 10,
  Trd_GetFunds: 10,
  Trd_GetPositionList: 10,
  Qot_GetStaticInfo: 10,
  Qot_GetSecuritySnapshot: 60,
  // The first page of a query; the others are free.
  Qot_RequestHistoryKL: 60,
  Qot_RequestTradeDate: 30,
};
/** Of the orders, those that only exits may use. */
const FOR_EXITS = 5;

/** How a request stands in the queue. */
export interface Turn {
  /** May use what is kept for exits. */
  urgent: boolean;
  /** Rather waits than fails. */
  waits: boolean;
}

export class Limits {
  readonly #speed: number;
  readonly #windowMs: number;
  readonly #paces: ReadonlyMap<string, Pace>;
  readonly #ended: AbortSignal;

  /**
   * @param speed Market time per machine time: practice plays 30 s in fewer.
   * @param ended Nobody waits any longer.
   */
  constructor(speed: number, ended: AbortSignal) {
    const { real, least } = UNDERWAY_MS;
    const windowMs = WINDOW_MS / speed + Math.max(real / speed, least);
    const now = () => performance.now();
    this.#speed = speed;
    this.#windowMs = windowMs;
    this.#ended = ended;
    this.#paces = new Map(
      Object.entries(LIMITS).map(([name, limit]) => {
        const reserved = name === "Trd_PlaceOrder" ? FOR_EXITS : 0;
        return [name, new Pace({ limit, windowMs, reserved }, now)];
      }),
    );
  }

  /**
   * Resolves when one may be sent, and counts it.
   *
   * @throws {Unsent} If it may not, not even after a whole window.
   */
  async take(name: RequestName, { urgent, waits }: Turn): Promise<void> {
    const pace = this.#paces.get(name);
    if (!pace) return;
    const deadline = performance.now() + this.#windowMs + SLACK_MS;
    while (!pace.take(urgent)) {
      const waitMs = Math.max(1, pace.waitMs(urgent));
      const late = performance.now() + waitMs > deadline;
      if (!waits || late || this.#ended.aborted) {
        throw new Unsent(
          `OpenD takes no more than ${LIMITS[name]} ${name} in 30 s`,
        );
      }
      await pause(waitMs, this.#ended);
    }
  }

  /** OpenD said that it was asked too often. */
  rest(name: RequestName): void {
    this.#paces.get(name)?.pause(REST_MS / this.#speed);
  }
}
