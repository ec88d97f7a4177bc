/** What machine time asks of a desk, whatever time its market has. @module */
import type { Desk } from "../ports.ts";
import { FEED_FROZEN_MS } from "../risk/pace_controls.ts";
import { MINUTE_MS, SECOND_MS } from "../time.ts";
import { isLive, isProtective, type Order } from "../trading/order.ts";
import { localDate } from "../market/sessions.ts";
import { attempt } from "./attempt.ts";
import { Guard } from "./guard.ts";
import { pollOrders } from "./news.ts";
import { protect, type Protected } from "./protect.ts";
import { checkBooks } from "./reconcile.ts";
import type { Sight } from "./scan.ts";
import { watch } from "./watch.ts";

const CHECK_MS = MINUTE_MS;
/** While something has begun to differ, or could not be read: what lasts is no news. */
const CHECK_SOON_MS = 10 * SECOND_MS;
const FRESH_MS = 2 * MINUTE_MS;
/** A push may be lost; where none comes the list is the only news. */
const POLL_MS = 15 * SECOND_MS;
const POLL_ONLY_MS = 5 * SECOND_MS;
/** What was not found by then comes late, if ever. */
const UNKNOWN_MS = 2 * MINUTE_MS;
const PROTECT_MS = 10 * SECOND_MS;
const PROTECT_SOON_MS = SECOND_MS;
/** A venue that comes back sooner is no news to a person. */
const DOWN_MS = 30 * SECOND_MS;

/**
 * Keeps the books equal, the orders known, the holdings protected and a person
 * told, while an agent works. All of it is paced by the machine's clock, so in a
 * replay, where that stands still, it costs nothing and does nothing.
 */
export class Upkeep {
  readonly guard = new Guard();
  readonly sight: Sight = { empty: 0 };
  readonly #desk: Desk;
  /** What differs, in words, and since when in machine time. */
  #sightings = new Map<string, number>();
  #settled = false;
  #tendedAt: number;
  #reconnects: number;
  #checkedAt: number;
  #polledAt: number;
  #protectedAt: number;
  /** Machine time since when the venue is away; null while it is there. */
  #downSince: number | null = null;
  #toldDown = false;
  #toldFrozen = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    const now = desk.machine.now();
    this.#tendedAt = now;
    this.#checkedAt = now;
    this.#polledAt = now;
    this.#protectedAt = now;
    this.#reconnects = desk.broker.standing().reconnects;
  }

  /** Whether nothing waits to be protected, read back or sold. */
  get settled(): boolean {
    return this.#settled && this.guard.waiting.size === 0;
  }

  /**
   * Does what is due; called whenever the agent wakes, which is at least once a
   * second.
   *
   * @param moved Orders that the venue's news has just moved, as they now stand.
   */
  async tend(moved: readonly Order[] = []): Promise<void> {
    const { machine, broker: { capabilities } } = this.#desk;
    const now = machine.now();
    if (now === this.#tendedAt && moved.length === 0) return;
    this.#tendedAt = now;
    await this.#heedVenue(now);
    await this.#heedFeed();
    let news = moved;
    const pollMs = capabilities.fillsPushed ? POLL_MS : POLL_ONLY_MS;
    if (machine.now() - this.#polledAt >= pollMs) {
      this.#polledAt = machine.now();
      if (await this.#anyWorking()) {
        news = [...moved, ...await pollOrders(this.#desk)];
      }
    }
    const sinceMs = machine.now() - this.#protectedAt;
    const dueMs = this.#settled ? PROTECT_MS : PROTECT_SOON_MS;
    if (news.length > 0 || sinceMs >= dueMs) await this.protect(news);
  }

  /**
   * Gives every holding its stop. Where one has ended without selling, or an
   * exit waited for that, positions are judged first: the exit is the better
   * use of the shares.
   */
  async protect(moved: readonly Order[] = []): Promise<void> {
    const { machine, broker: { capabilities } } = this.#desk;
    // Without stops there is nothing to do but to say so, now and then.
    const sinceMs = machine.now() - this.#protectedAt;
    if (!capabilities.stops && this.#settled && sinceMs < PROTECT_MS) return;
    this.#protectedAt = machine.now();
    const ended = moved.some((order) =>
      isProtective(order) && !isLive(order) && order.status !== "filled"
    );
    if (ended) await this.#judge();
    let look = await this.#look(ended);
    if (look.judge) {
      await this.#judge();
      look = await this.#look(true);
    }
    this.#settled = look.settled;
  }

  #judge(): Promise<void> {
    return attempt(this.#desk, "watch", async () => {
      await watch(this.#desk, this.guard.waiting);
    });
  }

  #look(judged: boolean): Promise<Protected> {
    return protect(this.#desk, this.guard, judged);
  }

  async #heedVenue(now: number): Promise<void> {
    const { broker } = this.#desk;
    const { connected, reason, reconnects } = broker.standing();
    const dueMs = this.#anyFresh(now) ? CHECK_SOON_MS : CHECK_MS;
    if (reconnects !== this.#reconnects || now - this.#checkedAt >= dueMs) {
      this.#reconnects = reconnects;
      await checkBooks(this.#desk);
      this.#checkedAt = this.#desk.machine.now();
    }
    if (connected) {
      this.#downSince = null;
      this.#toldDown = false;
      return;
    }
    this.#downSince ??= now;
    if (this.#toldDown || now - this.#downSince < DOWN_MS) return;
    this.#toldDown = true;
    const { books } = this.#desk;
    // Without the time: each outage of one kind is the same to a person who was told.
    const message = `The venue is away: ${reason ?? "nobody knows why"}`;
    await books.alert({ severity: "critical", kind: "venue_down", message });
  }

  /** Whether anything differs that did not for long: what lasts is looked at less often. */
  #anyFresh(now: number): boolean {
    const { sightings } = this.#desk;
    const before = this.#sightings;
    this.#sightings = new Map(
      [...sightings].map(([key, { text }]) => {
        const seen = `${key}: ${text}`;
        return [seen, before.get(seen) ?? now];
      }),
    );
    const since = [...this.#sightings.values()];
    return since.some((first) => now - first < FRESH_MS);
  }

  async #heedFeed(): Promise<void> {
    const { data, books } = this.#desk;
    const { silentMs } = data.feed();
    const frozen = silentMs > FEED_FROZEN_MS;
    const told = this.#toldFrozen;
    this.#toldFrozen = frozen;
    if (!frozen || told) return;
    const message = `No bar has come for ${
      FEED_FROZEN_MS / SECOND_MS
    } s of trading: nothing is entered`;
    await books.alert({ severity: "critical", kind: "feed_frozen", message });
  }

  /**
   * Whether an order works that may trade any moment. Stops are read back by
   * themselves, and one that was long unknown is for the comparison of the books.
   */
  async #anyWorking(): Promise<boolean> {
    const { books, market, clock } = this.#desk;
    const now = clock.now();
    const { orders } = await books.ledger(localDate(market, now));
    return orders.some((order) =>
      isLive(order) && !isProtective(order) &&
      !(order.status === "unknown" && now - order.at > UNKNOWN_MS)
    );
  }
}
