/** A line that is made anew for ever once it was there. @module */
import { BrokerUnavailable } from "../../../ports.ts";
import { sleep } from "../../stores/deadline.ts";
import type { Line } from "./line.ts";

/** Between attempts, by the machine: from the first to the longest, each twice the one before. */
const WAIT_MS = 1_000;
const WAIT_MAX_MS = 60_000;
/** A line that lasted so long begins with the shortest wait again. */
const LASTED_MS = 10_000;
/** How much a wait differs, so that not all come back at once. */
const JITTER = 0.2;

export interface LifelineEvents {
  /** It was lost, or another attempt has failed. */
  down(reason: string): void;
  /** It is back. */
  up(): void;
}

export class Lifeline {
  /** Makes a line and asks for what was missed; leaves nothing behind if it fails. */
  readonly #make: (ended: AbortSignal) => Promise<Line>;
  readonly #events: LifelineEvents;
  readonly #ended = new AbortController();
  #line: Line | undefined;
  #life: Promise<void> | undefined;

  constructor(
    make: (ended: AbortSignal) => Promise<Line>,
    events: LifelineEvents,
  ) {
    this.#make = make;
    this.#events = events;
  }

  /** The line, while it is there. */
  get line(): Line | undefined {
    return this.#line;
  }

  /** Whether it was ever there. */
  get isOpen(): boolean {
    return this.#life !== undefined;
  }

  /**
   * The first line. Without it there is nothing to keep.
   *
   * @throws {BrokerUnavailable} If it cannot be made.
   */
  async open(): Promise<void> {
    this.#line = await this.#make(this.#ended.signal);
    this.#life = this.#keep(this.#line);
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#life;
  }

  async #keep(first: Line): Promise<void> {
    const { signal } = this.#ended;
    let wait = WAIT_MS;
    for (let line: Line | undefined = first; line;) {
      this.#line = line;
      const since = performance.now();
      const reason = await line.lost;
      this.#line = undefined;
      await line.close();
      if (signal.aborted) return;
      this.#events.down(reason);
      if (performance.now() - since > LASTED_MS) wait = WAIT_MS;
      for (line = undefined; !line && !signal.aborted;) {
        await sleep(wait * (1 + JITTER * (2 * Math.random() - 1)), signal);
        wait = Math.min(2 * wait, WAIT_MAX_MS);
        line = await this.#again();
      }
    }
  }

  async #again(): Promise<Line | undefined> {
    const { signal } = this.#ended;
    if (signal.aborted) return undefined;
    try {
      const line = await this.#make(signal);
      this.#line = line;
      if (!signal.aborted) this.#events.up();
      return line;
    } catch (error) {
      if (!(error instanceof BrokerUnavailable)) throw error;
      if (!signal.aborted) this.#events.down(error.message);
      return undefined;
    }
  }
}
