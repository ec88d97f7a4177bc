/** How the ways to Alpaca stand, and who is told of it. @module */
import type { Standing } from "../../../ports.ts";
import type { LinkListener } from "../link.ts";
import type { LifelineEvents } from "./lifeline.ts";
import { unswallowed } from "./line.ts";

export class LinkStanding {
  readonly #listener: Pick<LinkListener, "onDown" | "onUp">;
  /** Why, of each line that is down. */
  readonly #down = new Map<string, string>();
  #reconnects = 0;

  constructor(listener: Pick<LinkListener, "onDown" | "onUp">) {
    this.#listener = listener;
  }

  /** What one line has to tell. */
  line(name: string): LifelineEvents {
    return {
      down: (reason) => this.#lost(name, reason),
      up: () => this.#back(name),
    };
  }

  now(): Standing {
    const [reason = null] = this.#down.values();
    const reconnects = this.#reconnects;
    return { connected: this.#down.size === 0, reason, reconnects };
  }

  /** One loss has many signs; the first is told. */
  #lost(line: string, reason: string): void {
    const first = this.#down.size === 0;
    this.#down.set(line, reason);
    if (first) unswallowed(() => this.#listener.onDown(reason));
  }

  /** It is back once the last of them is. */
  #back(line: string): void {
    if (!this.#down.delete(line) || this.#down.size > 0) return;
    this.#reconnects++;
    unswallowed(() => this.#listener.onUp());
  }
}
