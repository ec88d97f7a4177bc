/** Market time as the practice venue publishes it: affine in machine time, up to a limit. @module */
import { z } from "zod";
import type { Instant } from "../time.ts";

/**
 * One publication. It stands still at `until`, which the venue has written down
 * before anybody hears of it: so a venue that was killed goes on from there, and
 * nobody ever sees time run backwards.
 */
export const Published = z.object({
  market: z.int().describe("Market time at the anchor, epoch ms"),
  machine: z.number().describe("Machine time of the anchor, epoch ms"),
  speed: z.number().positive().describe("Market ms per machine ms"),
  until: z.int().describe("Market time goes no further without another one"),
});
export type Published = z.output<typeof Published>;

/** Market time at a machine time; before the anchor it is the anchor's. */
export function marketTimeAt(
  { market, machine, speed, until }: Published,
  at: number,
): Instant {
  const passed = Math.max(0, at - machine) * speed;
  return Math.min(until, Math.floor(market + passed)) as Instant;
}

/** Machine time in ms at which `at` is reached; Infinity if it lies beyond the limit. */
export function machineTimeAt(
  { market, machine, speed, until }: Published,
  at: Instant,
): number {
  if (at > until) return Infinity;
  return machine + Math.ceil(Math.max(0, at - market) / speed);
}
