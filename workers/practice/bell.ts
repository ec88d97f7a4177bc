/** Waiting that can be cut short. @module */

/** Sticky: rung while nobody waits, the next wait is over at once. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  get rung(): boolean {
    return this.#rung;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Takes the ring back, if there was one. */
  reset(): void {
    this.#rung = false;
  }

  /** At most `ms` of machine time, or until it rings or `ended` aborts. One at a time. */
  async wait(ms: number, ended: AbortSignal): Promise<void> {
    if (this.#rung || ended.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const end = () => resolve();
    ended.addEventListener("abort", end);
    const timer = setTimeout(end, Math.max(0, ms));
    await promise;
    clearTimeout(timer);
    ended.removeEventListener("abort", end);
    this.#wake = undefined;
  }
}
