/** Where practised market time begins, and where it jumps. @module */
import type { Session } from "../market/market.ts";
import { type Instant, MINUTE_MS, plus } from "../time.ts";
import { marketTimeAt, type Published } from "./market_time.ts";

/** A new venue begins so long before its first open … */
const BEFORE_FIRST_OPEN_MS = 5 * MINUTE_MS;
/** … and jumps to so long before each later one: a scan half an hour ahead is on time. */
const BEFORE_OPEN_MS = 31 * MINUTE_MS;
/** After a close there are reports to hear and books to close. */
const AFTER_CLOSE_MS = 15 * MINUTE_MS;
/** Machine time that is published ahead: so long it goes on without a venue. */
const HORIZON_MS = 2_000;

/** Market time does not go on from `at` by itself: it jumps, or there it ends. */
export interface Break {
  at: Instant;
  /** Null at the end of the tape. */
  to: Instant | null;
}

/** A stretch in which some market is worth being there. */
interface Busy {
  from: Instant;
  to: Instant;
}

export class ClockPlan {
  readonly begin: Instant;
  readonly #breaks: readonly Break[];

  /**
   * @param practised The sessions of each market to practise, in order.
   * @param skip Whether to jump over hours in which no market is worth it.
   * @throws {RangeError} If there is no session at all.
   */
  constructor(practised: readonly (readonly Session[])[], skip: boolean) {
    const sessions = practised.flat().sort((a, b) => a.open - b.open);
    const [first] = sessions;
    if (!first) throw new RangeError("Cannot plan market time: 0 sessions");
    this.begin = plus(first.open, -BEFORE_FIRST_OPEN_MS);
    this.#breaks = breaksOf(busyOf(sessions), skip);
  }

  /** The next break; the end of the tape once it is reached. */
  after(at: Instant): Break {
    const next = this.#breaks.find(({ to }) => to === null || to > at);
    return next!;
  }

  /** The first publication of a venue, and of one that goes on from `until`. */
  first(until: Instant, machine: number, speed: number): Published {
    return this.next({ market: until, machine, speed, until }, until, machine);
  }

  /**
   * What to publish after `before`, at machine time `machine`, when `now` is
   * the market time that was last seen. It is never earlier than that.
   */
  next(before: Published, now: Instant, machine: number): Published {
    const { at, to } = this.after(now);
    if (now >= at && to !== null) return this.#from(to, machine, before.speed);
    // Where it stood still, or the machine's clock was set back, it begins anew.
    const runs = now < before.until && marketTimeAt(before, machine) === now;
    if (!runs) return this.#from(now, machine, before.speed);
    return { ...before, until: this.#limit(now, before.speed) };
  }

  #from(market: Instant, machine: number, speed: number): Published {
    return { market, machine, speed, until: this.#limit(market, speed) };
  }

  #limit(now: Instant, speed: number): number {
    const horizon = Math.ceil(now + HORIZON_MS * speed);
    return Math.max(now, Math.min(horizon, this.after(now).at));
  }
}

/** Sessions with what is before and after them, put together where they touch. */
function busyOf(sessions: readonly Session[]): Busy[] {
  const all: Busy[] = [];
  for (const { open, close } of sessions) {
    const from = plus(open, -BEFORE_OPEN_MS), to = plus(close, AFTER_CLOSE_MS);
    const last = all.at(-1);
    if (!last || from > last.to) all.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return all;
}

function breaksOf(busy: readonly Busy[], skip: boolean): Break[] {
  const breaks = busy.map(({ to }, i): Break => ({
    at: to,
    to: busy[i + 1]?.from ?? null,
  }));
  return skip ? breaks : breaks.slice(-1);
}
