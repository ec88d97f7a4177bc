/**
 * One listener's way through a journal. It holds a place, not a queue: what is
 * not asked for stays where it is, so a listener that stops reading costs nothing.
 *
 * @module
 */
import type { SealedRow } from "../core/adapters/stores/journal_tail.ts";

type Answer = IteratorResult<SealedRow, undefined>;

/** A listener that fell too far behind without reading. */
export class Dropped extends Error {
  override name = "Dropped";
}

export class Feed implements AsyncIterableIterator<SealedRow, undefined> {
  readonly #wants: (row: SealedRow) => boolean;
  readonly #after: (place: number) => Promise<readonly SealedRow[]>;
  readonly #leave: () => void;
  readonly #over = new AbortController();
  #place: number;
  #told: number;
  /** Rows after `#place` that were handed over and not looked at yet. */
  #rows: readonly SealedRow[] = [];
  #asked: PromiseWithResolvers<Answer> | undefined;
  #idleSince = performance.now();
  #wake: (() => void) | undefined;
  /** Woken since it last looked: what came meanwhile is not slept over. */
  #woken = false;

  /**
   * `after` answers a handful of rows after a place, none if there are none
   * yet; `leave` is called once, when nobody listens any more.
   */
  constructor(
    place: number,
    wants: (row: SealedRow) => boolean,
    after: (place: number) => Promise<readonly SealedRow[]>,
    leave: () => void,
  ) {
    this.#place = place;
    this.#told = place;
    this.#wants = wants;
    this.#after = after;
    this.#leave = leave;
  }

  /** The last row it has looked at. */
  get place(): number {
    return this.#place;
  }

  /** The last row it has answered, or where it began: its cursor. */
  get told(): number {
    return this.#told;
  }

  /** How long nobody has asked; 0 while somebody waits for an answer. */
  get idleMs(): number {
    return this.#asked ? 0 : performance.now() - this.#idleSince;
  }

  /** Aborted once it is over: with an error if it was cut short. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** One at a time: whoever asks again before an answer gets the same one. */
  next(): Promise<Answer> {
    if (this.#over.signal.aborted) return Promise.resolve(DONE);
    if (this.#asked) return this.#asked.promise;
    this.#asked = Promise.withResolvers<Answer>();
    const { promise } = this.#asked;
    void this.#look();
    return promise;
  }

  return(): Promise<Answer> {
    this.end();
    return Promise.resolve(DONE);
  }

  /** There may be something new. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  end(): void {
    this.#finish("ended");
  }

  /** Cuts it short: what it was to tell cannot be told. */
  fail(why: unknown): void {
    this.#finish(why);
  }

  #finish(why: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#leave();
    this.#over.abort(why);
    this.#answer(DONE);
    this.#wake?.();
  }

  async #look(): Promise<void> {
    try {
      while (!this.#over.signal.aborted) {
        const row = this.#nextWanted();
        if (row) return this.#answer({ done: false, value: row });
        this.#woken = false;
        this.#rows = await this.#after(this.#place);
        if (this.#rows.length === 0 && !this.#woken) await this.#sleep();
      }
    } catch (error) {
      this.fail(error);
    }
  }

  #nextWanted(): SealedRow | undefined {
    const found = this.#rows.findIndex(this.#wants);
    const row = this.#rows[found];
    const last = row ?? this.#rows.at(-1);
    this.#place = last?.seq ?? this.#place;
    this.#told = row?.seq ?? this.#told;
    this.#rows = row ? this.#rows.slice(found + 1) : [];
    return row;
  }

  async #sleep(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
    this.#wake = undefined;
  }

  #answer(answer: Answer): void {
    const asked = this.#asked;
    this.#asked = undefined;
    this.#idleSince = performance.now();
    asked?.resolve(answer);
  }
}

const DONE: Answer = { done: true, value: undefined };
