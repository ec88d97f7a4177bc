/**
 * Time that passes only when everything that could happen now has happened. It
 * takes the place of the process's timers and clocks, so a day with its
 * deadlines, heartbeats and pauses takes no longer than its work, and the same
 * seed is the same day.
 */
import { setImmediate } from "node:timers";

interface Timer {
  at: number;
  id: number;
  fire: () => void;
  everyMs: number | undefined;
}

type Global = Record<string, unknown>;

/** Turns of the event loop in which streams and promises come to rest. */
const TURNS = 2;

export class VirtualTime {
  #now: number;
  readonly #begin: number;
  readonly #timers = new Map<number, Timer>();
  #ids = 0;
  #restore: (() => void) | undefined;

  /** @param now Epoch milliseconds. */
  constructor(now: number) {
    this.#now = this.#begin = now;
  }

  /** Whole milliseconds, as a clock tells them. */
  now(): number {
    return Math.floor(this.#now);
  }

  /** Milliseconds since it began: what never runs back. */
  elapsed(): number {
    return this.#now - this.#begin;
  }

  /** Takes the place of the real timers until `release`. */
  install(): void {
    const target = globalThis as unknown as Global;
    const real: Global = {};
    const replace = (name: string, by: unknown) => {
      real[name] = target[name];
      target[name] = by;
    };
    const clear = (id: unknown) => void this.#timers.delete(Number(id));
    replace(
      "setTimeout",
      (fire: () => void, ms = 0, ...args: unknown[]) =>
        this.#set(fire, ms, args, false),
    );
    replace(
      "setInterval",
      (fire: () => void, ms = 0, ...args: unknown[]) =>
        this.#set(fire, ms, args, true),
    );
    replace("clearTimeout", clear);
    replace("clearInterval", clear);
    const { now } = Date;
    const elapsed = performance.now;
    const { timeout } = AbortSignal;
    Date.now = () => this.now();
    performance.now = () => this.elapsed();
    AbortSignal.timeout = (ms) => {
      const late = new AbortController();
      this.#set(
        () => late.abort(new DOMException("Timed out", "TimeoutError")),
        ms,
        [],
        false,
      );
      return late.signal;
    };
    this.#restore = () => {
      Object.assign(target, real);
      Date.now = now;
      performance.now = elapsed;
      AbortSignal.timeout = timeout;
    };
  }

  release(): void {
    this.#timers.clear();
    this.#restore?.();
    this.#restore = undefined;
  }

  /** Lets time pass until `done` settles, or `until`, whichever is first. */
  async run(done: Promise<unknown>, until: number): Promise<boolean> {
    let over = false;
    const end = () => over = true;
    done.then(end, end);
    while (true) {
      await settled();
      if (over) return true;
      const next = this.#next();
      if (!next || next.at > until) {
        this.#now = Math.max(this.#now, until);
        return false;
      }
      this.#now = Math.max(this.#now, next.at);
      if (next.everyMs === undefined) this.#timers.delete(next.id);
      else next.at = this.#now + next.everyMs;
      next.fire();
    }
  }

  #set(
    fire: (...args: unknown[]) => void,
    ms: number,
    args: unknown[],
    repeats: boolean,
  ): number {
    const id = ++this.#ids;
    const wait = Math.max(repeats ? 1 : 0, Number(ms) || 0);
    this.#timers.set(id, {
      id,
      at: this.#now + wait,
      fire: () => fire(...args),
      everyMs: repeats ? wait : undefined,
    });
    return id;
  }

  /** Of two at the same time the one that was set first. */
  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (!first || timer.at < first.at) first = timer;
    }
    return first;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise<void>((done) => setImmediate(done));
  }
}
