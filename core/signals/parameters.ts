/** Which thresholds a trader's rules read by: a fold, done once. @module */
import { RULES } from "./mod.ts";
import { type Threshold, thresholdsDeclaredBy } from "./threshold.ts";

/** Thresholds by rule and name; whatever is absent keeps the rule's default. */
export type Overrides = Readonly<
  Record<string, Readonly<Record<string, number>>>
>;

/** Every threshold of every rule, checked: `detect` reads it without parsing. */
export interface Thresholds {
  /** By rule and name, complete, in the order of `RULES`: to show and to version. */
  values: Overrides;
  /** The same objects by position in `RULES`. */
  inOrder: readonly Readonly<Record<string, number>>[];
}

/** What the rules declare, by rule name. A learning can move nothing else. */
export const DECLARED: ReadonlyMap<string, ReadonlyMap<string, Threshold>> =
  new Map(RULES.map((rule) => [rule.name, thresholdsDeclaredBy(rule)]));

/**
 * The rules' defaults under `overrides`.
 *
 * @throws {RangeError} If an override names a threshold that no rule declares,
 * or leaves the bounds of the one it names.
 */
export function thresholdsOf(overrides: Overrides = {}): Thresholds {
  for (const [rule, values] of Object.entries(overrides)) {
    for (const [name, value] of Object.entries(values)) {
      checkThreshold(rule, name, value);
    }
  }
  const values: Record<string, Readonly<Record<string, number>>> = {};
  for (const [rule, declared] of DECLARED) {
    const folded: Record<string, number> = {};
    for (const [name, threshold] of declared) {
      folded[name] = overrides[rule]?.[name] ?? threshold.default;
    }
    values[rule] = Object.freeze(folded);
  }
  return Object.freeze({
    values: Object.freeze(values),
    inOrder: Object.freeze(Object.values(values)),
  });
}

/**
 * Checks one value for one threshold.
 *
 * @throws {RangeError} If no rule declares it, or it is not within its bounds.
 */
export function checkThreshold(
  rule: string,
  name: string,
  value: number,
): void {
  const declared = DECLARED.get(rule);
  const subject = `Cannot set threshold ${rule}.${name} to ${value}`;
  if (declared === undefined) {
    const known = [...DECLARED.keys()].join(", ");
    throw new RangeError(`${subject}: no such rule; there are ${known}`);
  }
  const threshold = declared.get(name);
  if (threshold === undefined) {
    const known = [...declared.keys()].join(", ") || "no thresholds";
    throw new RangeError(`${subject}: ${rule} declares ${known}`);
  }
  const { min, max } = threshold;
  if (value >= min && value <= max) return;
  throw new RangeError(`${subject}: it must be within ${min} and ${max}`);
}
