/** What is remembered of protection between two looks; a restart looks afresh. @module */
import { SECOND_MS } from "../time.ts";
import type { Waiting } from "./release.ts";

/** Of one stop; all times are machine time. */
export interface Look {
  /** Since when nobody has seen it, while nobody does. */
  unseenSince: number;
  nextAt: number;
  /** The venue has shown it, and has not failed to since. */
  verified: boolean;
  /** When it was first not there although its shares were free. */
  goneAt: number | null;
}

/** Machine time until a stop is first read back, and between two looks at one that is not settled. */
export const LOOK_MS = SECOND_MS;

export class Guard {
  /** By order id. */
  readonly looks = new Map<string, Look>();
  /** Exits that wait for stops to go. */
  readonly waiting: Waiting = new Map();
  /** Machine time before which no stop is tried again, by position. */
  readonly pauses = new Map<string, number>();
  /** Stops whose rejection an entry beside them explains. */
  readonly excused = new Set<string>();

  /** What is known of a stop; one that is new is looked at soon. */
  lookOf(orderId: string, now: number): Look {
    const nextAt = now + LOOK_MS;
    const look = this.looks.get(orderId) ??
      { unseenSince: now, nextAt, verified: false, goneAt: null };
    this.looks.set(orderId, look);
    return look;
  }
}
