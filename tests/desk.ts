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
import type { BrokerAccount, Desk, Mind, Snapshot } from "../core/ports.ts";
import type { Exposure } from "../core/risk/exposure.ts";
import type { ApprovedOrder } from "../core/risk/gate.ts";
import { measure } from "../core/risk/measure.ts";
import type { Chart } from "../core/setups/setup.ts";
import type { Technicals } from "../core/signals/technicals.ts";
import { Instant } from "../core/time.ts";
import type { Cycle } from "../core/trading/cycle.ts";
import type { Decision } from "../core/trading/decision.ts";
import type { Answer, Order, OrderReport } from "../core/trading/order.ts";
import { firstVersion } from "../core/trading/parameter_version.ts";
import type { Position } from "../core/trading/position.ts";
import { technicalsOf } from "./charts.ts";

export const price = (text: string): Price => z.parse(Price, text);
export const amount = (text: string): Money => z.parse(Money, text);
export const at = (text: string): Instant => z.parse(Instant, text);

/** 10:00 in Hong Kong on an ordinary Monday. */
export const NOW = at("2026-11-23T02:00:00Z");

/** What the market shows of one symbol; the price is as old as told. */
interface Shown {
  price: Price;
  technicals: Technicals;
  ageMs: number;
}

export interface Options {
  agent?: Trader;
  /** Where the clock stands. */
  now?: Instant;
  cash?: Money;
  answer?: Answer;
  charts?: Chart[];
  mind?: Partial<Mind>;
}

/** One trader without an outside. */
export class TestDesk {
  now: Instant;
  /** What the broker says to the next submit. */
  answer: Answer;
  charts: Chart[];
  /** What was sent, with the status on record at that moment. */
  readonly sent: (ApprovedOrder & { recorded: string | undefined })[] = [];
  readonly cancelled: string[] = [];
  /** What the venue will tell on the next question, and what a look-up finds. */
  readonly news: OrderReport[] = [];
  readonly found = new Map<string, OrderReport>();
  /** What the venue says it holds; as the books have it unless told. */
  account: () => BrokerAccount | Promise<BrokerAccount>;
  readonly books: MemoryBooks;
  readonly desk: Desk;
  readonly #shown = new Map<string, Shown>();

  constructor(options: Options = {}) {
    const { agent = intlClaude, mind } = options;
    this.now = options.now ?? NOW;
    this.answer = options.answer ?? { status: "accepted", brokerOrderId: "b" };
    this.charts = options.charts ?? [];
    this.books = new MemoryBooks(options.cash ?? agent.paperCash);
    this.account = () => this.equal();
    this.desk = {
      agent,
      parameters: firstVersion(agent),
      market: marketOf(agent.market),
      ...this.#doors(),
      books: this.books,
      mind: { ...noMind, ...mind },
    };
  }

  /** Shows `symbol` at `text` from now on; all else is unknown unless `known`. */
  show(
    symbol: string,
    text: string,
    known: Partial<Technicals> = {},
    ageMs = 0,
  ): void {
    const technicals = {
      ...technicalsOf({ priorClose: Number(text) }),
      averageDailyVolume: 10_000_000,
      ...known,
    };
    this.#shown.set(symbol, { price: price(text), technicals, ageMs });
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
    const positions = new Map<string, number>();
    for (const { symbol, side, quantity } of this.books.positions.values()) {
      const held = positions.get(symbol) ?? 0;
      const shares = held + (side === "long" ? quantity : -quantity);
      if (shares !== 0) positions.set(symbol, shares);
    }
    const { cash } = this.books;
    const { currency } = this.desk.market;
    return { account: "test", currency, cash, positions };
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

  #doors(): Pick<Desk, "clock" | "data" | "broker"> {
    return {
      clock: {
        now: () => this.now,
        until: async (at) => {
          if (at > this.now) this.now = at;
          return true;
        },
      },
      data: {
        universe: () => [...this.#shown.keys()].sort(),
        snapshots: async (symbols) =>
          new Map(symbols.flatMap((symbol) => {
            const snapshot = this.#snapshot(symbol);
            return snapshot ? [[symbol, snapshot]] : [];
          })),
        charts: async () => this.charts,
      },
      broker: {
        submit: async (order) => {
          const recorded = this.books.orders.get(order.id)?.status;
          this.sent.push({ ...order, recorded });
          return this.answer;
        },
        cancel: async (id) => void this.cancelled.push(id),
        reports: async () => this.news.splice(0),
        find: async (id) => this.found.get(id),
        account: async () => await this.account(),
      },
    };
  }

  #snapshot(symbol: string): Snapshot | undefined {
    const shown = this.#shown.get(symbol);
    if (!shown) return;
    const { price, technicals, ageMs } = shown;
    return { symbol, price, technicals, at: this.now - ageMs as Instant };
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
