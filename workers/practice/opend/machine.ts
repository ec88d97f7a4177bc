/** Machine time, as the face needs it. @module */

export interface Machine {
  /** Milliseconds that never run back. */
  now(): number;
  /** Does `work` once, `ms` from now; until the answer is called. */
  later(ms: number, work: () => void): () => void;
}

export const THIS_MACHINE: Machine = {
  now: () => performance.now(),
  later(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** What is due later, as long as it is wanted. */
export class Alarms {
  readonly #machine: Machine;
  readonly #pending = new Set<() => void>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  set(ms: number, work: () => void): void {
    const cancel = this.#machine.later(ms, () => {
      this.#pending.delete(cancel);
      work();
    });
    this.#pending.add(cancel);
  }

  clear(): void {
    this.#pending.forEach((cancel) => cancel());
    this.#pending.clear();
  }
}
