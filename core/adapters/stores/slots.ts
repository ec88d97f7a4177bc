/**
 * A line in front of a counted thing: first come, first served.
 *
 * @module
 */
import { byDeadline } from "./deadline.ts";

export class Slots {
  #free: number;
  #waiting: { enter: () => void; leave: (why: Error) => void }[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a slot; throws what `late` gives once `performance.now()` reaches `until`. */
  async take(until: number, late: () => Error): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const self = { enter: resolve, leave: reject };
    this.#waiting.push(self);
    await byDeadline(promise, until, () => {
      this.#waiting = this.#waiting.filter((other) => other !== self);
      return late();
    });
  }

  giveBack(): void {
    const next = this.#waiting.shift();
    if (next) next.enter();
    else this.#free++;
  }

  /** Sends away who still waits. */
  clear(why: Error): void {
    for (const { leave } of this.#waiting.splice(0)) leave(why);
  }
}
