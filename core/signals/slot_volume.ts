/**
 * What a time slot usually trades: per symbol and slot the median volume of the
 * last 20 recorded sessions, so that a quiet noon is not read as a dying stock.
 *
 * @module
 */

const SESSIONS = 20;
const MIDDLE = SESSIONS / 2;

export class SlotVolume {
  readonly #slots: number;
  /** This session's volume per symbol and slot; zero where nothing traded. */
  readonly #today: Float64Array;
  /** Per symbol and slot the last 20 sessions, by session and by size. */
  readonly #ring: Float64Array;
  readonly #sorted: Float64Array;
  readonly #recorded: Int32Array;

  constructor(symbols: number, slots: number) {
    this.#slots = slots;
    this.#today = new Float64Array(symbols * slots);
    // Infinity fills the places of sessions not yet seen: it sorts last.
    this.#ring = new Float64Array(symbols * slots * SESSIONS).fill(Infinity);
    this.#sorted = this.#ring.slice();
    this.#recorded = new Int32Array(symbols);
  }

  /** Notes the volume of one full bar of the running session, in shares. */
  add(symbol: number, slot: number, volume: number): void {
    this.#today[symbol * this.#slots + slot] = volume;
  }

  /**
   * `volume` over the slot's median of the last 20 recorded sessions, as a
   * ratio; NaN until there are 20, and where the slot usually trades nothing.
   */
  relative(symbol: number, slot: number, volume: number): number {
    if (this.#recorded[symbol]! < SESSIONS) return NaN;
    const from = (symbol * this.#slots + slot) * SESSIONS;
    const sorted = this.#sorted;
    const median = (sorted[from + MIDDLE - 1]! + sorted[from + MIDDLE]!) / 2;
    return median > 0 ? volume / median : NaN;
  }

  /**
   * Ends the running session. A half-day is forgotten: its slots are not those
   * of a full day, and its zeros would read as drought for a month.
   */
  endSession(symbol: number, halfDay: boolean): void {
    const first = symbol * this.#slots;
    if (!halfDay) {
      const place = this.#recorded[symbol]! % SESSIONS;
      for (let i = first; i < first + this.#slots; i++) {
        this.#replace(i * SESSIONS, place, this.#today[i]!);
      }
      this.#recorded[symbol]!++;
    }
    this.#today.fill(0, first, first + this.#slots);
  }

  /** Puts `volume` in the place of the oldest session, keeping the order by size. */
  #replace(from: number, place: number, volume: number): void {
    const sorted = this.#sorted;
    const last = from + SESSIONS - 1;
    const oldest = this.#ring[from + place]!;
    this.#ring[from + place] = volume;
    let i = from;
    while (i < last && sorted[i] !== oldest) i++;
    for (; i > from && sorted[i - 1]! > volume; i--) sorted[i] = sorted[i - 1]!;
    for (; i < last && sorted[i + 1]! < volume; i++) sorted[i] = sorted[i + 1]!;
    sorted[i] = volume;
  }
}
