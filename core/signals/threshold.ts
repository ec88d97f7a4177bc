/** What rules and setups declare about their thresholds, and the fold of overrides over it. @module */
import { z } from "zod";

/** The default and the bounds are inclusive and in the threshold's own unit. */
export interface Threshold {
  default: number;
  min: number;
  max: number;
  /** Whether only whole numbers make sense. */
  whole: boolean;
  description: string;
}

/** A rule or a setup, as far as its thresholds go. */
export interface Declarer {
  name: string;
  parameters: z.ZodObject;
}

/** Thresholds by rule or setup, then by name. */
export type Overrides = Readonly<
  Record<string, Readonly<Record<string, number>>>
>;

/** What is declared, by the name of who declares it. A learning can move nothing else. */
export type Declared = ReadonlyMap<string, ReadonlyMap<string, Threshold>>;

/**
 * Every threshold of one declarer, by name: what its schema says, as numbers.
 *
 * @throws {TypeError} If a threshold is not a number with a default, bounds
 * and a description: such a rule is a defect, found when it is first loaded.
 */
export function thresholdsDeclaredBy(
  declarer: Declarer,
): ReadonlyMap<string, Threshold> {
  const declared = new Map<string, Threshold>();
  for (const [name, schema] of Object.entries(declarer.parameters.shape)) {
    declared.set(name, declaration(`${declarer.name}.${name}`, schema));
  }
  return declared;
}

/**
 * The defaults under `overrides`, complete and in the order declared, frozen.
 *
 * @throws {RangeError} If an override names a threshold that nobody declares,
 * or leaves the bounds of the one it names.
 */
export function folded(declared: Declared, overrides: Overrides): Overrides {
  for (const [owner, values] of Object.entries(overrides)) {
    const thresholds = declared.get(owner);
    if (!thresholds) {
      const known = [...declared.keys()].join(", ");
      throw new RangeError(
        `Cannot set thresholds of ${owner}: there are only those of ${known}`,
      );
    }
    for (const [name, value] of Object.entries(values)) {
      check(owner, thresholds, name, value);
    }
  }
  const complete: Record<string, Readonly<Record<string, number>>> = {};
  for (const [owner, thresholds] of declared) {
    const values: Record<string, number> = {};
    for (const [name, threshold] of thresholds) {
      values[name] = overrides[owner]?.[name] ?? threshold.default;
    }
    complete[owner] = Object.freeze(values);
  }
  return Object.freeze(complete);
}

function check(
  owner: string,
  thresholds: ReadonlyMap<string, Threshold>,
  name: string,
  value: number,
): void {
  const subject = `Cannot set threshold ${owner}.${name} to ${value}`;
  const threshold = thresholds.get(name);
  if (threshold === undefined) {
    const known = [...thresholds.keys()].join(", ") || "no thresholds";
    throw new RangeError(`${subject}: ${owner} declares ${known}`);
  }
  const { min, max, whole } = threshold;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) {
    return;
  }
  throw new RangeError(
    `${subject}: it must be ${
      whole ? "whole and " : ""
    }within ${min} and ${max}`,
  );
}

function declaration(name: string, schema: z.core.$ZodType): Threshold {
  if (schema instanceof z.ZodDefault) {
    const inner = schema.unwrap();
    const { description } = schema;
    if (inner instanceof z.ZodNumber && description !== undefined) {
      const { minValue: min, maxValue: max } = inner;
      const value = schema.parse(undefined);
      if (
        typeof value === "number" && min !== null && max !== null &&
        Number.isFinite(min) && Number.isFinite(max)
      ) return { default: value, min, max, whole: inner.isInt, description };
    }
  }
  throw new TypeError(
    `Cannot declare threshold ${name}: it needs a default, bounds and a description`,
  );
}
