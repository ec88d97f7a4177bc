/**
 * An in-memory desk: a clock that only the test moves, real books in memory, a
 * broker that answers as told, a market that shows what the test says.
 *
 * @module
 */
import { z } from "zod";
import { MemoryBooks } from "../core/adapters/stores/memory.ts";
import type { Trader } from "../core/agents/agent.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { marketOf } from "../core/market/mod.ts";
import { localDate } from "../core/market/sessions.ts";
import { sceneOf, startRun } from "../core/flows/run.ts";
import { noMind } from "../core/mind/no_mind.ts";
import { Money, Price } from "../core/money.ts";
import type {
  Broker,
  BrokerAccount,
  Desk,
  Mind,
  Standing,
  VenueDay,
} from "../core/ports.ts";
import type { Exposure } from "../core/risk/exposure.ts";
import type { ApprovedOrder } from "../core/risk/gate.ts";
import { measure } from "../core/risk/measure.ts";
import type { Chart } from "../core/setups/setup.ts";
import type { Technicals } from "../core/signals/technicals.ts";
import { Instant } from "../core/time.ts";
import type { Cycle } from "../core/trading/cycle.ts";
import type { Decision } from "../core/trading/decision.ts";
import {
  type Answer,
  type ListedOrder,
  type Order,
  type OrderReport,
} from "../core/trading/order.ts";
import { firstVersion } from "../core/trading/parameter_version.ts";
import type { Position } from "../core/trading/position.ts";
import { equalAccount, equalDay, equalOrders } from "./equal.ts";
import { ShownMarket } from "./shown_market.ts";

export const price = (text: string): Price => z.parse(Price, text);
export const amount = (text: string): Money => z.parse(Money, text);
export const at = (text: string): Instant => z.parse(Instant, text);

/** 10:00 in Hong Kong on an ordinary Monday. */
export const NOW = at("2026-11-23T02:00:00Z");

export interface Options {
  agent?: Trader;
  /** Where the clock stands. */
  now?: Instant;
  cash?: Money;
  answer?: Answer;
  charts?: Chart[];
  mind?: Partial<Mind>;
  /** Whether stops can rest at its venue, and whether that pushes fills. */
  stops?: boolean;
  fillsPushed?: boolean;
}

/** One trader without an outside. */
export class TestDesk {
  now: Instant;
  /** Machine time; it only moves when told. */
  machineMs = 0;
  /** What the broker says to the next submit. */
  answer: Answer;
  /** What the market shows. */
  readonly market: ShownMarket;
  /** What was sent, with the status on record at that moment. */
  readonly sent: (ApprovedOrder & { recorded: string | undefined })[] = [];
  readonly cancelled: string[] = [];
  /** What the venue will tell on the next question, and what a look-up finds. */
  readonly news: OrderReport[] = [];
  readonly found = new Map<string, OrderReport>();
  /** What the venue says it holds; as the books have it unless told. */
  account: () => BrokerAccount | Promise<BrokerAccount>;
  /** What the venue lists; as the books have it unless told. */
  orders: () => ListedOrder[] | Promise<ListedOrder[]>;
  /** Hours of a date by the venue's word; as our calendar has them unless told. */
  day: (date: string) => VenueDay | Promise<VenueDay>;
  standing: Standing = { connected: true, reason: null, reconnects: 0 };
  /** Fails the next cancels, once each. */
  readonly lostCancels: Error[] = [];
  readonly books: MemoryBooks;
  readonly desk: Desk;

  constructor(options: Options = {}) {
    const { agent = intlClaude, mind } = options;
    this.now = options.now ?? NOW;
    this.answer = options.answer ?? { status: "accepted", brokerOrderId: "b" };
    this.market = new ShownMarket(() => this.now, options.charts ?? []);
    this.books = new MemoryBooks(options.cash ?? agent.paperCash);
    this.account = () => this.equal();
    this.orders = () => equalOrders(this.books, this.now);
    this.day = (date) => equalDay(this.desk.market, date);
    const { stops = false, fillsPushed = true } = options;
    this.desk = {
      agent,
      parameters: firstVersion(agent),
      market: marketOf(agent.market),
      clock: {
        now: () => this.now,
        until: async (at) => {
          if (at > this.now) this.now = at;
          return true;
        },
      },
      machine: { now: () => this.machineMs },
      data: this.market,
      broker: this.#broker({ stops, fillsPushed }),
      books: this.books,
      mind: { ...noMind, ...mind },
      sightings: new Map(),
    };
  }

  /** Shows `symbol` at `text` from now on; all else is unknown unless `known`. */
  show(
    symbol: string,
    text: string,
    known: Partial<Technicals> = {},
    ageMs = 0,
  ): void {
    this.market.show(symbol, text, known, ageMs);
  }

  /** Lets a number of minutes pass. */
  pass(minutes: number): void {
    this.now = this.now + minutes * 60_000 as Instant;
  }

  /** Puts a position in the books as its fills would have. */
  async hold(position: Position): Promise<Position> {
    await this.books.recordDecision(DECISION, position);
    return position;
  }

  async keep(order: Order): Promise<Order> {
    await this.books.recordIntent({ ...DECISION, id: order.id }, order);
    return order;
  }

  /** Puts a run on record as of now: whatever was due before was not missed. */
  async ran(): Promise<void> {
    const { now: at, desk: { market } } = this;
    const session = localDate(market, at);
    await this.books.recordCycle(
      { id: "seed", session, mode: "heartbeat", at, note: null },
      [],
    );
  }

  /** An account that equals the books. */
  equal(): BrokerAccount {
    return equalAccount(this.books, this.desk.market);
  }

  /** The position as the books have it now. */
  position(id: string): Position {
    return this.books.positions.get(id)!;
  }

  /** What the gate would look at if `symbol` were ordered at `limit` now. */
  async exposure(symbol: string, limit: string): Promise<Exposure> {
    const run = await startRun(this.desk, "watch");
    const symbols = run.ledger.positions.map(({ symbol }) => symbol);
    const wanted = [symbol, ...symbols];
    const snapshots = await this.desk.data.snapshots(wanted);
    return measure(sceneOf(run, snapshots), symbol, price(limit));
  }

  /** "exit 0700", one text for each decision so far but those that seeded. */
  decided(): string[] {
    return this.#decisions().map(({ action, symbol }) => `${action} ${symbol}`);
  }

  /** The last decision. */
  last(): Decision {
    return this.#decisions().at(-1)!;
  }

  /** Refusal codes of the last decision. */
  refused(): string[] {
    return this.last().refusals.map(({ code }) => code);
  }

  /** What every order so far was sent for. */
  triggers(): string[] {
    return this.sent.map(({ trigger }) => trigger);
  }

  /** What ran, but for what seeded. */
  runs(): Cycle[] {
    return this.books.cycles.filter(({ id }) => id !== "seed");
  }

  cycles(): Cycle["mode"][] {
    return this.runs().map(({ mode }) => mode);
  }

  #decisions(): Decision[] {
    return [...this.books.decisions.values()].filter(({ cycleId }) =>
      cycleId !== DECISION.cycleId
    );
  }

  #broker(capabilities: Broker["capabilities"]): Broker {
    return {
      capabilities,
      submit: async (order) => {
        const recorded = this.books.orders.get(order.id)?.status;
        this.sent.push({ ...order, recorded });
        return this.answer;
      },
      cancel: async (id) => {
        this.cancelled.push(id);
        const lost = this.lostCancels.shift();
        if (lost) throw lost;
      },
      reports: async () => this.news.splice(0),
      find: async (id) => this.found.get(id),
      account: async () => await this.account(),
      orders: async () => await this.orders(),
      standing: () => this.standing,
      day: async (date) => await this.day(date),
    };
  }
}

/** The decision behind everything a test puts in the books. */
const DECISION: Decision = {
  id: "seed",
  cycleId: "seed",
  session: "2026-11-23",
  symbol: "0700",
  action: "entry",
  reasons: [],
  refusals: [],
  parameterVersion: "seed",
  at: NOW,
};
