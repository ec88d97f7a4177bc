/**
 * Promises that settle in time, by the monotonic clock, and leave no timer behind.
 *
 * @module
 */

/**
 * What `work` answers; the error of `late` once `performance.now()` reaches
 * `until`, or the reason of `ended` once that is aborted. What is still under way
 * by then is not stopped, only not waited for.
 */
export async function byDeadline<T>(
  work: Promise<T>,
  until: number,
  late: () => Error,
  ended?: AbortSignal,
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const leftMs = Math.max(0, until - performance.now());
  const timer = setTimeout(() => reject(late()), leftMs);
  const end = () => reject(ended?.reason);
  ended?.addEventListener("abort", end);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    ended?.removeEventListener("abort", end);
  }
}

/** Timers overflow beyond it: whoever waits longer looks again. */
const LONGEST_MS = 2_000_000_000;

/** Waits so long, or until `ended` is aborted; at most 23 days. */
export async function sleep(ms: number, ended?: AbortSignal): Promise<void> {
  if (ended?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.min(ms, LONGEST_MS));
  const end = () => resolve();
  ended?.addEventListener("abort", end);
  await promise;
  // Signals may outlive thousands of waits.
  ended?.removeEventListener("abort", end);
  clearTimeout(timer);
}
