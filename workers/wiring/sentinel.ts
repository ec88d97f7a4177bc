/** Opens the sentinel of a trader: its look at the lease, and the desk it stands in at. @module */
import type { Database } from "../../core/adapters/stores/database.ts";
import { sleep } from "../../core/adapters/stores/deadline.ts";
import { takeLease } from "../../core/adapters/stores/lease.ts";
import { sealAll } from "../../core/adapters/stores/sealer.ts";
import { PostgresBooks } from "../../core/adapters/stores/trading/books.ts";
import { readVacancy } from "../../core/adapters/stores/vacancy.ts";
import { Guard } from "../../core/flows/guard.ts";
import { standIn } from "../../core/flows/stand_in.ts";
import { isCovered } from "../../core/market/coverage.ts";
import { marketOf } from "../../core/market/mod.ts";
import type { Desk } from "../../core/ports.ts";
import type { Alert } from "../../core/trading/alert.ts";
import { BROKERS } from "./agent.ts";
import { type DeskOptions, openSeat, type Seat } from "./desk.ts";
import { openAtVersion } from "./open_database.ts";
import { isOutside } from "./outside.ts";

export interface SentinelOptions extends DeskOptions {
  /** Of the trader's database, for the sentinel's own login. */
  url: string;
  onAlert: (alert: Alert) => void;
}

export interface Sentinel {
  /** Watches until it is stopped; rejects then with the reason. */
  watch(): Promise<never>;
  close(): Promise<void>;
}

const ROLE = "sentinel";
const LOOK_MS = 2_000;
/** A trader that is started again has its lease back by then. */
const GRACE_MS = 10_000;
/** Between two passes of its own: so long the trader need not wait for it. */
const BETWEEN_MS = 3_000;

/**
 * @throws {StoreRefused} What only other settings can mend.
 * @throws {StoreUnavailable} The database does not answer.
 */
export async function openSentinel(
  options: SentinelOptions,
): Promise<Sentinel> {
  const { agent, url, stop } = options;
  const name = `catalyst ${ROLE} of ${agent.id}`;
  const database = await openAtVersion({ url, name, role: ROLE }, "trading");
  const post = new Post(options, database);
  return {
    async watch() {
      while (true) {
        await post.look();
        await sleep(LOOK_MS, stop);
        stop.throwIfAborted();
      }
    },
    async close() {
      await post.close();
      await database.close();
    },
  };
}

/** The trader's place, and what is remembered there from one pass to the next. */
interface Place {
  seat: Seat;
  watched: readonly string[];
  /** At the broker. */
  account: string;
  guard: Guard;
  sightings: Desk["sightings"];
}

/** Where it stands: outside, or in the trader's place. */
class Post {
  readonly #options: SentinelOptions;
  readonly #database: Database;
  readonly #holder = `${ROLE}-${crypto.randomUUID()}`;
  #place: Place | undefined;
  /** What was said last, so that it is said once. */
  #said = "";

  constructor(options: SentinelOptions, database: Database) {
    this.#options = options;
    this.#database = database;
  }

  /** One look; what the outside refuses is said, and looked at again. */
  async look(): Promise<void> {
    const { agent } = this.#options;
    try {
      const { freeMs, holder, watched } = await readVacancy(
        this.#database,
        agent.id,
      );
      const isOurs = holder === this.#holder;
      if (freeMs === null && !isOurs) {
        return await this.#leave(`${holder} works for ${agent.id}`);
      }
      if (watched.length === 0) {
        return await this.#leave(`Nothing of ${agent.id} is left to protect`);
      }
      if (!this.#trades()) return await this.#leave("The market is closed");
      const enoughMs = isOurs ? BETWEEN_MS : GRACE_MS;
      if (freeMs !== null && freeMs > enoughMs) await this.#standIn(watched);
    } catch (error) {
      if (!isOutside(error)) throw error;
      this.#say(error.message);
    }
  }

  /** Leaves no socket and no timer behind. */
  async close(): Promise<void> {
    const place = this.#place;
    this.#place = undefined;
    await place?.seat.close();
  }

  async #leave(why: string): Promise<void> {
    if (!this.#place) return;
    this.#say(`${why}: stands back`);
    await this.close();
  }

  #trades(): boolean {
    const { agent, time } = this.#options;
    const market = marketOf(agent.market);
    const now = time.now();
    return isCovered(market, now) && market.phaseAt(now) === "regular";
  }

  /** One pass under the lease; between passes the trader may have it back at once. */
  async #standIn(watched: readonly string[]): Promise<void> {
    const { agent, practice, onAlert } = this.#options;
    const place = await this.#placeFor(watched);
    const { seat, account, guard, sightings } = place;
    const lease = await takeLease(this.#database, {
      agent: agent.id,
      holder: this.#holder,
      build: ROLE,
    });
    try {
      const books = await PostgresBooks.existing({
        database: this.#database,
        agent,
        market: seat.market,
        broker: practice ? "PRACTICE" : BROKERS[agent.broker],
        account,
        lease,
        onAlert,
      });
      const message = `Nobody works for ${agent.id}: the ${ROLE} watches ${
        watched.join(", ")
      }`;
      await books.alert({ severity: "critical", kind: "stand_in", message });
      await standIn({ ...seat.desk(books, lease), sightings }, guard);
      await sealAll(this.#database);
    } finally {
      await lease.release();
    }
  }

  /** Opened at the first pass, and anew for a symbol that it does not know. */
  async #placeFor(watched: readonly string[]): Promise<Place> {
    const known = this.#place?.watched ?? [];
    if (this.#place && watched.every((one) => known.includes(one))) {
      return this.#place;
    }
    await this.close();
    const { agent } = this.#options;
    this.#say(`Nobody works for ${agent.id}: watches ${watched.join(", ")}`);
    const seat = await openSeat(this.#options, watched);
    try {
      const { account } = await seat.link.broker.account();
      const guard = new Guard();
      const sightings: Desk["sightings"] = new Map();
      return this.#place = { seat, watched, account, guard, sightings };
    } catch (error) {
      await seat.close();
      throw error;
    }
  }

  #say(line: string): void {
    if (line !== this.#said) this.#options.say(line.split("\n", 1)[0]!);
    this.#said = line;
  }
}
