/** Asks for what was missed: one question at a time, and not too often. @module */

export class CatchUp {
  readonly #ask: () => Promise<void>;
  readonly #failed: (error: Error) => void;
  readonly #apartMs: number;
  #asking = Promise.resolve();
  #askedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param failed Told when what was due could not be asked.
   * @param apartMs From one question to the next that is due, by the machine.
   */
  constructor(
    ask: () => Promise<void>,
    failed: (error: Error) => void,
    apartMs: number,
  ) {
    this.#ask = ask;
    this.#failed = failed;
    this.#apartMs = apartMs;
  }

  /** Asks as soon as what is being asked is answered; fails as `ask` does. */
  async now(): Promise<void> {
    this.cancel();
    const before = this.#asking;
    const answered = (async () => {
      await before;
      this.#askedAt = performance.now();
      await this.#ask();
    })();
    this.#asking = answered.catch(() => {/* its caller is told */});
    await answered;
  }

  /** Asks in `ms`, or later where it asked just before; what is due already is enough. */
  due(ms: number): void {
    if (this.#timer !== undefined) return;
    const now = performance.now();
    const wait = Math.max(ms, this.#askedAt + this.#apartMs - now);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.now().catch(this.#failed);
    }, wait);
  }

  /** What is due is not asked. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Once nothing is being asked or due. */
  async close(): Promise<void> {
    this.cancel();
    await this.#asking;
  }
}
