/** How patient the launcher is with its children. @module */

/** How fast things go; a test is less patient. */
export interface Pace {
  /** Before it is started again; the last for ever. */
  pausesMs: readonly number[];
  /** Who lived so long begins with the first pause again. */
  calmMs: number;
  /** Who ends before, `quickEnds` times in a row, cannot be kept. */
  quickMs: number;
  quickEnds: number;
  /** To say that it is ready, and to end when told. */
  readyMs: number;
  stopMs: number;
}

export const PACE: Pace = {
  pausesMs: [200, 1_000, 2_000, 4_000, 7_000, 10_000],
  calmMs: 30_000,
  quickMs: 10_000,
  quickEnds: 5,
  readyMs: 60_000,
  stopMs: 8_000,
};
