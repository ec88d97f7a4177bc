/** Every request to one account, at the pace the venue allows. @module */
import { sleep } from "../../stores/deadline.ts";
import { Pace } from "../pace.ts";
import { mayPass, NotSent, restMs } from "./failure.ts";

/** Alpaca's rule, and a fifth of it for what cannot wait. */
const LIMIT = 200;
const RESERVED = 40;
const WINDOW_MS = 60_000;
/**
 * Alpaca counts when a request arrives: on a busy machine that was seen to differ
 * by 210 ms. Where its minutes are short in practice, so is this, down to the least.
 */
const UNDERWAY_MS = { real: 1_000, least: 20 };
/** How long the venue is left alone when it does not say how long. */
const REST_MS = 5_000;
const TRIES = 3;
const RETRY_MS = 250;

/** What a request is given, so that it ends with the link. */
export type Init = { signal: AbortSignal };

export class Requests {
  readonly #pace: Pace;
  readonly #speed: number;
  readonly #ended = new AbortController();

  /**
   * @param speed Market seconds per machine second: a practice venue counts
   * its minutes as the market does.
   */
  constructor(speed: number) {
    const { real, least } = UNDERWAY_MS;
    const windowMs = WINDOW_MS / speed + Math.max(real / speed, least);
    this.#speed = speed;
    this.#pace = new Pace(
      { limit: LIMIT, windowMs, reserved: RESERVED },
      () => performance.now(),
    );
  }

  /**
   * Asks what changes nothing: waits its turn, and asks again a few times where
   * that may help.
   *
   * @throws {NotSent} If its turn did not come.
   */
  async get<T>(
    ask: (init: Init) => Promise<T>,
    urgent = false,
  ): Promise<T> {
    for (let tried = 1;; tried++) {
      try {
        return await this.send(ask, urgent, 2 * WINDOW_MS / this.#speed);
      } catch (error) {
        if (tried === TRIES || !mayPass(error)) throw error;
      }
      await sleep(RETRY_MS * 2 ** (tried - 1), this.#ended.signal);
    }
  }

  /**
   * Asks once, whatever comes of it.
   *
   * @param patienceMs How long it may wait for its turn, by the machine.
   * @throws {NotSent} If its turn did not come.
   */
  async send<T>(
    ask: (init: Init) => Promise<T>,
    urgent: boolean,
    patienceMs: number,
  ): Promise<T> {
    await this.#turn(urgent, patienceMs);
    try {
      return await ask({ signal: this.#ended.signal });
    } catch (error) {
      const rest = restMs(error, REST_MS / this.#speed);
      // After a window of silence nothing counts any more, whatever it says.
      if (rest !== null) {
        this.#pace.pause(Math.min(rest, WINDOW_MS / this.#speed));
      }
      throw error;
    }
  }

  /** Ends what is under way and lets nothing begin. */
  close(): void {
    this.#ended.abort(new NotSent("the link is closed"));
  }

  async #turn(urgent: boolean, patienceMs: number): Promise<void> {
    const { signal } = this.#ended;
    const until = performance.now() + patienceMs;
    while (true) {
      signal.throwIfAborted();
      if (this.#pace.take(urgent)) return;
      const waitMs = this.#pace.waitMs(urgent);
      if (performance.now() + waitMs > until) {
        throw new NotSent(
          `the ${LIMIT} requests a minute that Alpaca takes are used up`,
        );
      }
      await sleep(waitMs, signal);
    }
  }
}
