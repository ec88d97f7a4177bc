/** What a rule declares about one of its thresholds. @module */
import { z } from "zod";
import type { Rule } from "./rule.ts";

/** The default and the bounds are inclusive and in the threshold's own unit. */
export interface Threshold {
  default: number;
  min: number;
  max: number;
  description: string;
}

/**
 * Every threshold of one rule, by name: what its schema says, as numbers.
 *
 * @throws {TypeError} If a threshold is not a number with a default, bounds
 * and a description: such a rule is a defect, found when it is first loaded.
 */
export function thresholdsDeclaredBy(
  rule: Pick<Rule, "name" | "parameters">,
): ReadonlyMap<string, Threshold> {
  const declared = new Map<string, Threshold>();
  for (const [name, schema] of Object.entries(rule.parameters.shape)) {
    declared.set(name, declaration(`${rule.name}.${name}`, schema));
  }
  return declared;
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
      ) return { default: value, min, max, description };
    }
  }
  throw new TypeError(
    `Cannot declare threshold ${name}: it needs a default, bounds and a description`,
  );
}
