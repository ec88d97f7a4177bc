/** A bell: one side rings it, the other waits for it. @module */

/** Sticky: what was rung while nobody waited is heard by who comes next. */
export class Wake {
  #rung = false;
  readonly #waiting = new Set<() => void>();

  ring(): void {
    this.#rung = true;
    for (const go of [...this.#waiting]) go();
  }

  get rung(): boolean {
    return this.#rung;
  }

  /** Whether it was rung since it was last taken. */
  take(): boolean {
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }

  /** Until it rings, or `signal` aborts; takes nothing. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#rung || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const go = () => resolve();
    this.#waiting.add(go);
    signal.addEventListener("abort", go);
    await promise;
    signal.removeEventListener("abort", go);
    this.#waiting.delete(go);
  }
}
