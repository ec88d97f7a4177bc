/** The overseer at work: so far it wakes on schedule and says so. @module */
import type { OverseerDesk } from "../ports.ts";
import { type Instant, iso } from "../time.ts";

/**
 * Heartbeats from now until `end`, the first at once: whoever looks sees that
 * it is there. Of beats missed meanwhile only the last is made up.
 */
export async function oversee(desk: OverseerDesk, end: Instant): Promise<void> {
  const { agent, clock } = desk;
  while (clock.now() < end) {
    const nextAt = desk.nextAfter(agent.heartbeat, clock.now());
    await beat(desk, nextAt);
    const wakeAt = Math.min(nextAt ?? end, end) as Instant;
    while (clock.now() < wakeAt) await clock.until(wakeAt);
  }
}

async function beat(
  { clock, store }: OverseerDesk,
  nextAt: Instant | undefined,
): Promise<void> {
  const now = `Heartbeat at ${iso(clock.now())}`;
  const message = nextAt
    ? `${now}, the next at ${iso(nextAt)}`
    : `${now}, the last one planned`;
  await store.tell({ mode: "awake", message, nextAt: nextAt ?? null });
  await store.tell({ mode: "sleeping", message, nextAt: nextAt ?? null });
}
