/** What past sessions leave behind: their closes and their volume. @module */

const SESSIONS = 20;
const CLOSES = 3;

export class SessionHistory {
  /** Per symbol the last three closes, newest first. */
  readonly #closes: Float64Array;
  /** Per symbol a ring of the shares traded in the last 20 full-length sessions. */
  readonly #volumes: Float64Array;
  readonly #recorded: Int32Array;

  constructor(symbols: number) {
    this.#closes = new Float64Array(symbols * CLOSES).fill(NaN);
    this.#volumes = new Float64Array(symbols * SESSIONS);
    this.#recorded = new Int32Array(symbols);
  }

  /** Ends a session. A half-day leaves a close, but says nothing of usual volume. */
  endSession(
    symbol: number,
    close: number,
    volume: number,
    halfDay: boolean,
  ): void {
    const at = symbol * CLOSES;
    this.#closes.copyWithin(at + 1, at, at + CLOSES - 1);
    this.#closes[at] = close;
    if (halfDay) return;
    const place = this.#recorded[symbol]!++ % SESSIONS;
    this.#volumes[symbol * SESSIONS + place] = volume;
  }

  /** Close `ago` traded sessions ago, 1–3; NaN until there was one. */
  close(symbol: number, ago: 1 | 2 | 3): number {
    return this.#closes[symbol * CLOSES + ago - 1]!;
  }

  /** Mean shares of the last 20 full-length sessions; NaN until there were 20. */
  averageVolume(symbol: number): number {
    if (this.#recorded[symbol]! < SESSIONS) return NaN;
    let sum = 0;
    for (let i = 0; i < SESSIONS; i++) {
      sum += this.#volumes[symbol * SESSIONS + i]!;
    }
    return sum / SESSIONS;
  }
}
