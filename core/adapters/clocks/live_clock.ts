/** The port `MarketClock` of a process that works in time instead of playing it. @module */
import type { MarketClock } from "../../ports.ts";
import type { Instant } from "../../time.ts";
import type { MarketTime } from "./market_time.ts";
import type { Wake } from "./wake.ts";

/**
 * Waits for market time, for the bell, and for the end of the process: once
 * `stop` is aborted, `until` rejects with its reason. What rings is heard first,
 * also when `at` is reached by then.
 */
export function liveClock(
  time: MarketTime,
  wake: Wake,
  stop: AbortSignal,
): MarketClock {
  return {
    now: () => time.now(),
    async until(at) {
      while (true) {
        stop.throwIfAborted();
        if (wake.take()) return false;
        if (time.now() >= at) return true;
        await either(time, wake, stop, at);
      }
    },
  };
}

/** Until any of the three has something to say; the others forget that they were asked. */
async function either(
  time: MarketTime,
  wake: Wake,
  stop: AbortSignal,
  at: Instant,
): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  stop.addEventListener("abort", end);
  try {
    await Promise.race([
      time.wait(at, over.signal),
      wake.wait(over.signal),
    ]);
  } finally {
    stop.removeEventListener("abort", end);
    over.abort();
  }
}
