/** What differs must stay the same for a while before the books follow it: one read may be wrong. @module */
import type { Sighting } from "../ports.ts";
import type { Found } from "./differences.ts";

/** What is looked at again soon: all but the orphans that stay. */
export function isSighted({ difference, settlesAfterMs }: Found): boolean {
  return difference.kind !== "orphan" || settlesAfterMs !== null;
}

/**
 * What `found` is by now, with when it was first seen so and how often. What
 * changed, or could settle itself, starts anew; what is not found is forgotten.
 *
 * @param now Machine time.
 */
export function sighted(
  before: ReadonlyMap<string, Sighting>,
  found: readonly Found[],
  now: number,
): Map<string, Sighting> {
  const sightings = new Map<string, Sighting>();
  for (const one of found.filter(isSighted)) {
    const { key, difference: { text }, settlesAfterMs } = one;
    const seen = before.get(key);
    const same = seen?.text === text && settlesAfterMs !== null;
    const sighting = same
      ? { ...seen, reads: seen.reads + 1 }
      : { text, since: now, reads: 1 };
    sightings.set(key, sighting);
  }
  return sightings;
}

/** Whether it was seen for long enough to be true: never at first sight. */
export function isSettled(
  { settlesAfterMs }: Found,
  sighting: Sighting | undefined,
  now: number,
): boolean {
  return settlesAfterMs !== null && sighting !== undefined &&
    now - sighting.since >= settlesAfterMs;
}
