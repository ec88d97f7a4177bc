/** A practice floor behind OpenD's wire, and the real adapter in front of it. @module */
import { openMoomoo } from "../../core/adapters/brokers/moomoo/open.ts";
import { hkex } from "../../core/market/hkex.ts";
import { onTick } from "../../core/market/on_tick.ts";
import { type Money, money, type Price } from "../../core/money.ts";
import type { ApprovedOrder, Ticket } from "../../core/risk/gate.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import {
  type OpenDFace,
  openDFace,
} from "../../workers/practice/opend/face.ts";
import { type Heard, hearing, until } from "../brokers/heard.ts";
import { type TestFloor, testFloor } from "../practice/floors.ts";
import { ENTRY } from "../tickets.ts";
import { type Proxy, proxyTo } from "./proxy.ts";

export { until };

export const OPEN = hkex.sessionOn("2026-01-05")!.open;
const DATE = "2026-01-05";
/** Long enough for a message on this machine, however busy. */

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

/** The adapter, connected to `port`; what it tells is kept. */
export function heard(port: number, floor: Floor): Promise<Heard> {
  const host = "127.0.0.1";
  const now = () => floor.now();
  return hearing((listener) =>
    openMoomoo({ host, port, market: hkex, now, listener })
  );
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
