/**
 * Seals the journal while a process is awake. Any number of processes may: the
 * database lets one at a time.
 *
 * @module
 */
import { StoreUnavailable } from "../../ports.ts";
import type { Database } from "./database.ts";

export interface Sealer {
  /**
   * Resolves once stopped. Rejects if sealing fails for good; where nobody
   * listens, that ends the process, as an unsealed journal tells nobody anything.
   */
  readonly ended: Promise<void>;
  /** Ends the loop, then seals what is left. */
  stop(): Promise<void>;
}

/** So long a lost database is no failure of the sealer: writers hear of it anyway. */
const OUTAGE_MS = 30_000;
/** How long another process may be busy sealing before we leave it to that. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 5;

/** Seals every `everyMs`, one call after the other. */
export function startSealer(database: Database, everyMs = 25): Sealer {
  const pause = new Pause();
  const ended = sealUntil(pause, database, everyMs);
  return {
    ended,
    async stop() {
      pause.end();
      await ended;
      await sealAll(database);
    },
  };
}

/**
 * Seals everything that may be sealed, and returns how many rows. Rows behind a
 * transaction that is still open may not.
 */
export async function sealAll(database: Database): Promise<number> {
  const until = performance.now() + PATIENCE_MS;
  for (let total = 0;;) {
    const sealed = await sealSome(database);
    total += sealed ?? 0;
    if (sealed === 0 || performance.now() > until && sealed === null) {
      return total;
    }
    if (sealed === null) await new Pause().wait(RETRY_MS);
  }
}

async function sealUntil(
  pause: Pause,
  database: Database,
  everyMs: number,
): Promise<void> {
  for (let answered = performance.now(); !pause.over;) {
    try {
      await sealSome(database);
      answered = performance.now();
    } catch (error) {
      const lost = error instanceof StoreUnavailable;
      if (!lost || performance.now() - answered > OUTAGE_MS) throw error;
    }
    await pause.wait(everyMs);
  }
}

/** Rows sealed, null while another process seals. Sealing twice is sealing once. */
async function sealSome(database: Database): Promise<number | null> {
  const [row] = await database.write((sql) =>
    sql<[{ sealed: number | null }]>`select ops.seal() as sealed`
  );
  return row.sealed;
}

/** Waiting that can be cut short for good. */
class Pause {
  over = false;
  #wake = () => {};

  end(): void {
    this.over = true;
    this.#wake();
  }

  async wait(ms: number): Promise<void> {
    if (this.over) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }
}
