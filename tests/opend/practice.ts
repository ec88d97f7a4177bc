/** A practice floor behind OpenD's wire, and the real adapter in front of it. @module */
import type { VenueLink } from "../../core/adapters/brokers/link.ts";
import { openMoomoo } from "../../core/adapters/brokers/moomoo/open.ts";
import type { Bar } from "../../core/market/bar.ts";
import { hkex } from "../../core/market/hkex.ts";
import { onTick } from "../../core/market/on_tick.ts";
import { type Money, money, type Price } from "../../core/money.ts";
import type { ApprovedOrder, Ticket } from "../../core/risk/gate.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import type { OrderReport } from "../../core/trading/order.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import {
  type OpenDFace,
  openDFace,
} from "../../workers/practice/opend/face.ts";
import { type TestFloor, testFloor } from "../practice/floors.ts";
import { ENTRY } from "../tickets.ts";
import { type Proxy, proxyTo } from "./proxy.ts";

export const OPEN = hkex.sessionOn("2026-01-05")!.open;
const DATE = "2026-01-05";
/** Long enough for a message on this machine, however busy. */
const PATIENCE_MS = 5_000;

export interface Practice extends TestFloor {
  face: OpenDFace;
  proxy: Proxy;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface PracticeOptions {
  cash?: Money;
  symbols?: number;
  /** Seconds between two signs of life. */
  keepAliveInterval?: number;
}

/** Five hundred million to trade with, five minutes into the session. */
export async function practice(
  { cash, symbols = 3, keepAliveInterval = 10 }: PracticeOptions = {},
): Promise<Practice> {
  const on = await testFloor({
    market: hkex,
    cash: cash ?? money(500_000_000_000_000),
    symbols,
  });
  await on.to(plus(OPEN, 5 * MINUTE_MS));
  const hostname = "127.0.0.1";
  const face = openDFace(on.floor, { hostname, port: 0, keepAliveInterval });
  const proxy = proxyTo(face.port);
  return {
    ...on,
    face,
    proxy,
    async [Symbol.asyncDispose]() {
      face.close();
      await proxy.close();
    },
  };
}

export interface Heard {
  link: VenueLink;
  bars: [symbol: string, bar: Bar][];
  reports: OrderReport[];
  downs: string[];
  /** Waits until a report is there that `wanted` accepts. */
  report(wanted: (report: OrderReport) => boolean): Promise<OrderReport>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The adapter, connected to `port`; what it tells is kept. */
export async function heard(port: number, floor: Floor): Promise<Heard> {
  const bars: Heard["bars"] = [], downs: string[] = [];
  const reports: OrderReport[] = [];
  let news = 0;
  const link = await openMoomoo({
    host: "127.0.0.1",
    port,
    market: hkex,
    now: () => floor.now(),
    listener: {
      onBar: (...told) => bars.push(told),
      onNews: () => news++,
      onDown: (reason) => downs.push(reason),
    },
  });
  return {
    link,
    bars,
    reports,
    downs,
    async report(wanted) {
      await until(() => news > 0 && reports.some(wanted), async () => {
        reports.push(...await link.broker.reports());
      });
      return reports.find(wanted)!;
    },
    [Symbol.asyncDispose]: () => link.close(),
  };
}

/** Looks again and again, for a bounded time. */
export async function until(
  there: () => boolean,
  look: () => Promise<void> = async () => {},
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (await look(), !there()) {
    if (performance.now() > deadline) throw new Error("It did not come");
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** An order that is good at that floor: one lot at 3 % above the last price. */
export function orderFor(
  floor: Floor,
  given: Partial<Ticket> = {},
): ApprovedOrder {
  const symbol = given.symbol ?? floor.symbols[0]!;
  const above = Math.round(floor.last(symbol)!.price * 1.03) as Price;
  return {
    ...ENTRY,
    id: "intl_claude-20260105-1",
    session: DATE,
    symbol,
    quantity: floor.market.lotOf(symbol)!,
    limitPrice: onTick(above, floor.market.tickAt(above, DATE), "floor"),
    ...given,
  } as ApprovedOrder;
}

export function minutes(count: number): Instant {
  return plus(OPEN, count * MINUTE_MS);
}
