/** Readings and their signals, for the tests of the rules. @module */
import type { Reading, Signal } from "../core/signals/rule.ts";

/** A long position of which nothing is known but that it stands at its cost. */
const SILENT: Reading = {
  side: "long",
  gain: 0,
  bestGain: 0,
  giveback: 0,
  tightened: 0,
  rsi: NaN,
  volumeRatio: NaN,
  aboveVwap: NaN,
  aboveEma20: NaN,
  macdHistogram: NaN,
  heldMinutes: NaN,
  toCloseMinutes: NaN,
  toLunchMinutes: NaN,
};

export function reading(seen: Partial<Reading> = {}): Reading {
  return { ...SILENT, ...seen };
}

/** "stop_loss_hit: strong exit", one text per signal: short to write in a table. */
export function told(signals: readonly Signal[]): string[] {
  return signals.map(({ name, strength, advice }) =>
    `${name}: ${strength} ${advice}`
  );
}
