/** Bursts, pull-backs and second legs: what entry patterns look for. @module */
import type { Random } from "./random.ts";

/** One leg of a pattern. */
interface Leg {
  minutes: number;
  /** Mean change per minute, in deviations of an ordinary minute. */
  drift: number;
  /** Relative to the volume of that time of day. */
  volume: number;
}

const QUIET: Leg = { minutes: 0, drift: 0, volume: 1 };
/** About two patterns in three full days. */
const START_CHANCE = 1 / 600;
/** The rest fall. */
const RISING = 0.55;
/** How many patterns go on after their pull-back; the rest fail. */
const RESUMING = 0.6;

/**
 * The pattern a symbol is in, if any: a pole on heavy volume, a flag that gives
 * back a third of it on little volume, then a breakout or a failure.
 */
export class Momentum {
  drift = 0;
  volume = 1;
  readonly #random: Random;
  #legs: Leg[] = [];
  #left = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Moves on by one trading minute. */
  step(): void {
    if (this.#left > 0) {
      this.#left--;
      return;
    }
    if (this.#legs.length === 0) {
      if (!this.#random.chance(START_CHANCE)) return this.#take(QUIET);
      this.#legs = this.#pattern();
    }
    this.#take(this.#legs.shift()!);
  }

  #take({ minutes, drift, volume }: Leg): void {
    this.#left = Math.max(0, minutes - 1);
    this.drift = drift;
    this.volume = volume;
  }

  #pattern(): Leg[] {
    const random = this.#random;
    const sign = random.chance(RISING) ? 1 : -1;
    const pole = random.whole(4, 9), flag = random.whole(4, 10);
    const drift = sign * (1.8 + 1.4 * random.uniform());
    const back = -drift * pole * (0.2 + 0.25 * random.uniform()) / flag;
    const on = random.chance(RESUMING) ? drift * 0.8 : -drift * 0.5;
    return [
      { minutes: pole, drift, volume: 3.2 },
      { minutes: flag, drift: back, volume: 0.55 },
      { minutes: random.whole(4, 9), drift: on, volume: 2.6 },
    ];
  }
}
