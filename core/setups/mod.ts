/** The entry patterns: every setup, asked in order. @module */
import {
  type Declared,
  folded,
  type Overrides,
  thresholdsDeclaredBy,
} from "../signals/threshold.ts";
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

/** Every threshold of every setup, folded and checked. */
export type SetupThresholds = Overrides;

const DECLARED: Declared = new Map(
  SETUPS.map((setup) => [setup.name, thresholdsDeclaredBy(setup)]),
);

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
 * The setups' defaults under `overrides`. Fold once, use for a whole scan.
 *
 * @throws {RangeError} If an override names a threshold that no setup declares,
 * or leaves the bounds of the one it names.
 */
export function setupThresholdsOf(overrides: Overrides = {}): SetupThresholds {
  return folded(DECLARED, overrides);
}
