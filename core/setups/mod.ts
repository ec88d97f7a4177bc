/** The entry patterns: every setup, asked in order. @module */
import { z } from "zod";
import { abcd } from "./abcd.ts";
import { ascendingTriangle } from "./ascending_triangle.ts";
import { breakout } from "./breakout.ts";
import { bullFlag } from "./bull_flag.ts";
import { cupAndHandle } from "./cup_and_handle.ts";
import { momentumContinuation } from "./momentum_continuation.ts";
import { nearBreakout } from "./near_breakout.ts";
import type { Chart, Pattern, Setup } from "./setup.ts";

/** Add a setup here; nothing else needs to know. */
export const SETUPS: readonly Setup[] = [
  bullFlag,
  cupAndHandle,
  ascendingTriangle,
  abcd,
  breakout,
  nearBreakout,
  momentumContinuation,
];

/** Thresholds by setup name, as an agent or a learning writes them: what differs. */
export type SetupOverrides = Record<string, Record<string, number>>;

/** Every threshold of every setup, folded and validated. */
export type SetupThresholds = Readonly<
  Record<string, Readonly<Record<string, number>>>
>;

/** A pattern and the name of the setup that found it. */
export interface Found {
  setup: string;
  pattern: Pattern;
}

const NONE: readonly Found[] = Object.freeze([]);

/** Asks every setup about one chart. Free: no network, no clock, no AI. */
export function findPatterns(
  chart: Chart,
  thresholds: SetupThresholds,
): readonly Found[] {
  let found: Found[] | undefined;
  for (const setup of SETUPS) {
    const pattern = setup.find(chart, thresholds[setup.name]!);
    if (pattern) (found ??= []).push({ setup: setup.name, pattern });
  }
  return found ?? NONE;
}

/**
 * The setups' defaults, then the overrides. Fold once, use for a whole scan.
 *
 * @throws {Error} If no setup declares the threshold, or the value is outside
 * the bounds it declares.
 */
export function setupThresholdsOf(overrides: SetupOverrides): SetupThresholds {
  for (const name of Object.keys(overrides)) {
    if (SETUPS.every((setup) => setup.name !== name)) {
      throw new Error(`Cannot set thresholds of ${name}: no such setup`);
    }
  }
  return Object.freeze(Object.fromEntries(
    SETUPS.map((setup) => [setup.name, fold(setup, overrides[setup.name])]),
  ));
}

function fold(
  { name, parameters }: Setup,
  overrides: Record<string, number> = {},
): Readonly<Record<string, number>> {
  for (const [threshold, value] of Object.entries(overrides)) {
    const refuse = (why: string) => {
      throw new Error(`Cannot set ${name}.${threshold} to ${value}: ${why}`);
    };
    if (!Object.hasOwn(parameters.shape, threshold)) {
      refuse(`${name} declares no such threshold`);
    }
    if (!z.safeParse(parameters.shape[threshold]!, value).success) {
      refuse(`it must be ${boundsOf(parameters, threshold)}`);
    }
  }
  return Object.freeze(parameters.parse(overrides) as Record<string, number>);
}

/** "a number from 0.02 to 0.2", as the setup declares it. */
function boundsOf(parameters: z.ZodObject, threshold: string): string {
  const { type, minimum, maximum } = z.toJSONSchema(
    parameters.shape[threshold]!,
  );
  const kind = type === "integer" ? "a whole number" : "a number";
  return `${kind} from ${minimum} to ${maximum}`;
}
