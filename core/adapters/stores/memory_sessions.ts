/** Sessions and the cycles within them, in memory. @module */
import type { Instant } from "../../time.ts";
import type { Cycle, TradingSession } from "../../trading/cycle.ts";

export class MemorySessions {
  readonly all = new Map<string, TradingSession>();
  readonly cycles: Cycle[] = [];
  /** When the latest cycle ran, watch apart. */
  lastRunAt: Instant | null = null;
  readonly #cycleIds = new Set<string>();
  #last = "";

  /** Whether it was not open before. */
  open(session: TradingSession): boolean {
    if (this.all.has(session.date)) return false;
    this.all.set(session.date, session);
    this.#last = session.date;
    return true;
  }

  /** The latest, if nobody has closed it. */
  unclosed(): TradingSession | null {
    const last = this.all.get(this.#last);
    return last?.status === "open" ? last : null;
  }

  knows(cycle: Cycle): boolean {
    return this.#cycleIds.has(cycle.id);
  }

  begin(cycle: Cycle): void {
    this.#cycleIds.add(cycle.id);
    this.cycles.push(cycle);
    if (cycle.mode !== "watch") this.lastRunAt = cycle.at;
  }
}
