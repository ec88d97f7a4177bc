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

/** Waits so long, or until `ended` is aborted. */
export function sleep(ms: number, ended?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (ended?.aborted) return Promise.resolve();
  const timer = setTimeout(resolve, ms);
  ended?.addEventListener("abort", () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
