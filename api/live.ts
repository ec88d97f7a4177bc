/**
 * One reader of a journal for everybody who listens: it polls while anyone
 * does, keeps the latest rows, and every listener pulls at its own pace.
 *
 * @module
 */
import type { Database } from "../core/adapters/stores/database.ts";
import { sleep } from "../core/adapters/stores/deadline.ts";
import {
  journalTail,
  lastSealed,
  type SealedRow,
} from "../core/adapters/stores/journal_tail.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { Dropped, Feed } from "./feed.ts";

export interface LiveOptions {
  /** Pause between two looks at a journal with nothing new. */
  pollMs: number;
  /** Latest rows kept for everybody, and the characters of their bodies. */
  rowsMax: number;
  charsMax: number;
  /** Whoever is behind all of them and has not asked for so long is dropped. */
  stallMs: number;
  /** Listeners of one journal at most. */
  feedsMax: number;
}

export const LIVE: LiveOptions = {
  pollMs: 75,
  rowsMax: 2_000,
  charsMax: 4_000_000,
  stallMs: 5_000,
  feedsMax: 1_000,
};

/** Rows read at once for everybody. */
const BATCH = 500;
/** Rows handed to one listener at once: what it holds while it does not read. */
const HANDFUL = 100;

/** A place that no journal has yet, or too many listeners: the asker's to mend. */
export class CannotFollow extends Error {
  override name = "CannotFollow";
}

export class Live {
  readonly #database: Database;
  readonly #name: string;
  readonly #options: LiveOptions;
  readonly #feeds = new Set<Feed>();
  readonly #closed = new AbortController();
  /** The latest rows, one place after the other, up to `#head`. */
  #ring: SealedRow[] = [];
  #chars = 0;
  #head = 0;
  #reading: Promise<void> | undefined;

  /** `name` is whose journal it is, for errors. */
  constructor(database: Database, name: string, options: LiveOptions = LIVE) {
    this.#database = database;
    this.#name = name;
    this.#options = options;
  }

  /** How many listen. */
  get listeners(): number {
    return this.#feeds.size;
  }

  /**
   * What is sealed after place `after`, of which the listener wants some; null
   * begins with what is sealed from now on.
   *
   * @throws {CannotFollow} If `after` is beyond the journal, or too many listen.
   * @throws {StoreUnavailable} If the journal cannot be read now.
   */
  async follow(
    after: number | null,
    wants: (row: SealedRow) => boolean,
  ): Promise<Feed> {
    const head = await lastSealed(this.#database);
    if (after !== null && after > head) {
      throw new CannotFollow(
        `Cannot follow ${this.#name} after ${after}: its journal ends at ${head}`,
      );
    }
    if (this.#feeds.size >= this.#options.feedsMax) {
      throw new CannotFollow(
        `Cannot follow ${this.#name}: ${this.#feeds.size} listen already`,
      );
    }
    const feed = new Feed(
      after ?? head,
      wants,
      (place) => this.#after(place),
      () => this.#feeds.delete(feed),
    );
    this.#feeds.add(feed);
    if (!this.#reading) {
      this.#head = head;
      this.#reading = this.#read();
    }
    return feed;
  }

  /** Ends every feed: its listener sees an end, not an error. */
  async close(): Promise<void> {
    this.#closed.abort();
    for (const feed of [...this.#feeds]) feed.end();
    await this.#reading;
  }

  /** Rows after `place`: of those kept, or from the database if they are older. */
  async #after(place: number): Promise<readonly SealedRow[]> {
    const oldest = this.#head - this.#ring.length;
    const from = place - oldest;
    if (from >= 0) return this.#ring.slice(from, from + HANDFUL);
    return await journalTail(this.#database, place, HANDFUL);
  }

  async #read(): Promise<void> {
    try {
      while (this.#feeds.size > 0 && !this.#closed.signal.aborted) {
        const rows = await this.#next();
        this.#keep(rows);
        for (const feed of [...this.#feeds]) this.#tell(feed, rows.length > 0);
        if (rows.length < BATCH) {
          await sleep(this.#options.pollMs, this.#closed.signal);
        }
      }
    } catch (error) {
      for (const feed of [...this.#feeds]) feed.fail(error);
    }
    this.#reading = undefined;
    this.#ring = [];
    this.#chars = 0;
  }

  /** A database that is away has nothing new; once it is back, nothing is missed. */
  async #next(): Promise<SealedRow[]> {
    try {
      return await journalTail(this.#database, this.#head, BATCH);
    } catch (error) {
      if (error instanceof StoreUnavailable) return [];
      throw error;
    }
  }

  #keep(rows: readonly SealedRow[]): void {
    const { rowsMax, charsMax } = this.#options;
    this.#ring.push(...rows);
    this.#head = rows.at(-1)?.seq ?? this.#head;
    for (const { body } of rows) this.#chars += body.length;
    let gone = Math.max(0, this.#ring.length - rowsMax);
    let chars = 0;
    for (let i = 0; i < gone; i++) chars += this.#ring[i]!.body.length;
    while (this.#chars - chars > charsMax) {
      chars += this.#ring[gone++]!.body.length;
    }
    this.#ring.splice(0, gone);
    this.#chars -= chars;
  }

  #tell(feed: Feed, isNew: boolean): void {
    const oldest = this.#head - this.#ring.length;
    if (feed.place < oldest && feed.idleMs > this.#options.stallMs) {
      const behind = this.#head - feed.place;
      const why = `${behind} rows behind and not reading`;
      feed.fail(new Dropped(`Cannot follow ${this.#name} any longer: ${why}`));
    } else if (isNew) feed.wake();
  }
}
