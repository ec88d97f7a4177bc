/** Market time as a practice venue publishes it, followed from another process. @module */
import {
  machineTimeAt,
  marketTimeAt,
  Published,
} from "../../practice/market_time.ts";
import type { Instant } from "../../time.ts";
import { isLoopback } from "../loopback.ts";
import { byDeadline, sleep } from "../stores/deadline.ts";
import { ClockRefused, type MarketTime } from "./market_time.ts";
import { publications } from "./publications.ts";

/** Pause before a venue that is gone is asked again. */
const RETRY_MS = 100;

/**
 * Follows the clock of the venue at `url` until closed: a lost venue is asked
 * again for ever, and meanwhile time stands still where its word ends.
 *
 * @throws {ClockRefused} If `url` is not http on this machine, or nobody
 * publishes there within `deadlineMs`.
 */
export async function openPracticeTime(
  url: string,
  { deadlineMs }: { deadlineMs: number },
): Promise<MarketTime> {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "http:" || !isLoopback(parsed.hostname)) {
    throw new ClockRefused(
      `Cannot follow market time at ${url}: practice is http on this machine, as in http://127.0.0.1:4001`,
    );
  }
  const time = new PracticeTime(new URL("/practice/clock", parsed).href);
  const late = () =>
    new ClockRefused(
      `Cannot follow market time at ${url}: no practice venue answers there; deno task start starts one`,
    );
  try {
    await byDeadline(time.known, performance.now() + deadlineMs, late);
  } catch (error) {
    time.close();
    throw error;
  }
  return time;
}

class PracticeTime implements MarketTime {
  /** Resolves with the first publication. */
  readonly known: Promise<void>;
  readonly #closed = new AbortController();
  readonly #waiting = new Set<() => void>();
  #published: Published | undefined;
  #latest = 0;

  constructor(url: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.known = promise;
    void this.#follow(url, resolve);
  }

  get speed(): number {
    return this.#word().speed;
  }

  now(): Instant {
    const at = marketTimeAt(this.#word(), Date.now());
    return (this.#latest = Math.max(this.#latest, at)) as Instant;
  }

  async wait(at: Instant, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const end = () => over.abort();
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    this.#waiting.add(end);
    await sleep(machineTimeAt(this.#word(), at) - Date.now(), over.signal);
    this.#waiting.delete(end);
    signal.removeEventListener("abort", end);
  }

  close(): void {
    this.#closed.abort();
  }

  async #follow(url: string, heard: () => void): Promise<void> {
    const closed = this.#closed.signal;
    while (!closed.aborted) {
      for await (const published of publications(url, closed)) {
        this.#published = published;
        heard();
        for (const wake of [...this.#waiting]) wake();
      }
      await sleep(RETRY_MS, closed);
    }
  }

  #word(): Published {
    if (this.#published) return this.#published;
    throw new Error("Cannot tell market time: nothing was published yet");
  }
}
