/** A venue that restarts: everybody is cut off, and nobody gets in for a moment. @module */
import type { Mischief } from "../../../core/practice/mischief.ts";

/**
 * How many requests and connections find nobody after the one that met the
 * restart. Counted, not timed: it ends for whoever tries again, at any speed.
 */
const REFUSED = 3;

export class Outage {
  readonly #mischief: Mischief;
  readonly #cut: () => void;
  #refusals = 0;

  /** @param cut Ends every stream. */
  constructor(mischief: Mischief, cut: () => void) {
    this.#mischief = mischief;
    this.#cut = cut;
  }

  /** Asked as time passes: restarts if that is what happens now. */
  strike(): void {
    if (this.#refusals > 0 || !this.#mischief.happens("restart")) return;
    this.#refusals = REFUSED;
    this.#cut();
  }

  /** Whether one who comes now finds nobody. */
  refuses(): boolean {
    if (this.#refusals > 0) {
      this.#refusals--;
      return true;
    }
    this.strike();
    return this.#refusals > 0;
  }
}
