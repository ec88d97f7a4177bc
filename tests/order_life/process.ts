/**
 * One run of the program, as the operating system sees it: it may die between
 * any two calls through its doors, and then does nothing more.
 *
 * @module
 */
import type { Random } from "../../core/practice/random.ts";

/** Not an error anything may handle: the process is gone. */
export class Died extends Error {
  override name = "Died";
}

export class Process {
  dead = false;
  readonly #random: Random;
  readonly #dies: () => boolean;

  /** `dies` is asked at each side of each call. */
  constructor(random: Random, dies: () => boolean) {
    this.#random = random;
    this.#dies = dies;
  }

  /**
   * `target` behind a door of this process. `before` and `after` see each call
   * that gets through, with its result, whether or not the process lives to
   * hear of it.
   */
  door<T extends object>(target: T, watch: Watch = {}): T {
    return new Proxy(target, {
      get: (_, key) => {
        const method = Reflect.get(target, key, target);
        if (typeof method !== "function") return method;
        return async (...args: unknown[]) => {
          await this.#pass();
          watch.before?.(String(key), args);
          const result = await method.apply(target, args);
          watch.after?.(String(key), args, result);
          await this.#pass();
          return result;
        };
      },
    });
  }

  async #pass(): Promise<void> {
    // Lets whatever else runs at the same time get in between: some, or much.
    const turns = this.#random.chance(0.1) ? 40 : this.#random.whole(0, 3);
    for (let i = 0; i < turns; i++) await null;
    if (this.#dies()) this.dead = true;
    if (this.dead) throw new Died("The process is gone");
  }
}

export interface Watch {
  before?(method: string, args: readonly unknown[]): void;
  after?(method: string, args: readonly unknown[], result: unknown): void;
}
