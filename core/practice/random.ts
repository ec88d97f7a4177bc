/**
 * Seeded randomness with the same bits on every machine: sfc32 over 32-bit
 * integers, and only operations whose result IEEE 754 fixes.
 *
 * @module
 */

const TWO_TO_32 = 4_294_967_296;
/** sfc32 needs about a dozen steps until neighbouring seeds look unrelated. */
const WARM_UP = 15;

/** One stream of random numbers. */
export class Random {
  /** Names the stream; unlike the state it does not move with the draws. */
  readonly #key: Int32Array;
  readonly #state: Int32Array;

  private constructor(key: Int32Array) {
    this.#key = key;
    this.#state = key.slice();
    this.#state[3] = 1; // the counter: no seed can give a short cycle
    for (let i = 0; i < WARM_UP; i++) next(this.#state);
  }

  /** The stream of `seed`; equal seeds give equal streams. */
  static seeded(seed: number | string): Random {
    return new Random(mixed(START, String(seed)));
  }

  /**
   * The stream called `label` below this one. It depends on the seed and the
   * labels only, not on what was drawn, so one more draw here changes nothing
   * there; the same label gives the same stream again.
   */
  fork(label: string): Random {
    return new Random(mixed(this.#key, label));
  }

  /** At least 0 and below 1, in steps of 2⁻³². */
  uniform(): number {
    return next(this.#state) / TWO_TO_32;
  }

  /**
   * Mean 0, deviation 1, within ±6: the sum of twelve uniforms. Logarithms and
   * sines, which other methods need, may differ between engines.
   */
  normal(): number {
    const state = this.#state;
    let sum = 0; // whole and below 2⁵³, so exact in any order
    for (let i = 0; i < 12; i++) sum += next(state);
    return sum / TWO_TO_32 - 6;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** True in the share `p` (0–1) of draws. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** @throws {RangeError} If there is nothing to pick from. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Cannot pick: 0 items");
    return items[this.whole(0, items.length - 1)] as T;
  }
}

type Words = [number, number, number, number];

/** The next 32 bits, and the state after them. */
function next(state: Int32Array): number {
  const s = state as unknown as Words;
  const b = s[1], c = s[2], d = s[3];
  const drawn = s[0] + b + d | 0;
  s[0] = b ^ b >>> 9;
  s[1] = c + (c << 3) | 0;
  s[2] = (c << 21 | c >>> 11) + drawn | 0;
  s[3] = d + 1 | 0;
  return drawn >>> 0;
}

/** Fractions of square roots: words without structure. */
const START = Int32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a);
/** Odd multipliers that spread every input bit. */
const FACTORS = [597399067, 2869860233, 951274213, 2716044179] as const;

/** Four words that depend on every character of `label` and on `key`. */
function mixed(key: Int32Array, label: string): Int32Array {
  let [a, b, c, d] = key as unknown as Words;
  // The length goes in last, so that the end of a label counts as a character.
  for (let i = 0; i <= label.length; i++) {
    const code = i < label.length ? label.charCodeAt(i) : ~label.length;
    a = b ^ Math.imul(a ^ code, FACTORS[0]);
    b = c ^ Math.imul(b ^ code, FACTORS[1]);
    c = d ^ Math.imul(c ^ code, FACTORS[2]);
    d = a ^ Math.imul(d ^ code, FACTORS[3]);
  }
  return Int32Array.of(
    Math.imul(c ^ a >>> 18, FACTORS[0]),
    Math.imul(d ^ b >>> 22, FACTORS[1]),
    Math.imul(a ^ c >>> 17, FACTORS[2]) ^ d,
    0,
  );
}
