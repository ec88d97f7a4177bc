/** Which thresholds a trader's rules read by: a fold, done once. @module */
import { RULES } from "./mod.ts";
import {
  type Declared,
  folded,
  type Overrides,
  thresholdsDeclaredBy,
} from "./threshold.ts";

/** Every threshold of every rule, checked: `detect` reads it without parsing. */
export interface Thresholds {
  /** By rule and name, complete, in the order of `RULES`: to show and to version. */
  values: Overrides;
  /** The same objects by position in `RULES`. */
  inOrder: readonly Readonly<Record<string, number>>[];
}

export const DECLARED: Declared = new Map(
  RULES.map((rule) => [rule.name, thresholdsDeclaredBy(rule)]),
);

/**
 * The rules' defaults under `overrides`.
 *
 * @throws {RangeError} If an override names a threshold that no rule declares,
 * or leaves the bounds of the one it names.
 */
export function thresholdsOf(overrides: Overrides = {}): Thresholds {
  const values = folded(DECLARED, overrides);
  return Object.freeze({
    values,
    inOrder: Object.freeze(Object.values(values)),
  });
}
