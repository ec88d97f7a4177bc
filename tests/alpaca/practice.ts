/** A practice floor behind Alpaca's wire, and the real adapter in front of it. @module */
import {
  type AlpacaLink,
  openAlpaca,
} from "../../core/adapters/brokers/alpaca/open.ts";
import { us } from "../../core/market/us.ts";
import { money, type Price } from "../../core/money.ts";
import type { ApprovedOrder, Ticket } from "../../core/risk/gate.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import {
  type AlpacaFace,
  alpacaFace,
} from "../../workers/practice/alpaca/face.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import { Mischief } from "../../core/practice/mischief.ts";
import { Random } from "../../core/practice/random.ts";
import { type Heard, hearing, until } from "../brokers/heard.ts";
import { type TestFloor, testFloor } from "../practice/floors.ts";
import { ENTRY } from "../tickets.ts";
import { type CuttingProxy, cuttingProxy } from "./cutting_proxy.ts";

export { until };

export const KEYS = { key: "PKTEST", secret: "not-for-logs" };
export const OPEN = us.sessionOn("2026-01-05")!.open;
/** Market seconds per second: by it venue and adapter count their minutes. */
export const SPEED = 60;
/** How long an answer takes that never comes. */
const HOLD_MS = 200;

/** A test that may leave no socket and no timer behind; by itself Deno does not look. */
export function test(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: true, sanitizeResources: true });
}

export interface Practice extends TestFloor {
  url: string;
  face: AlpacaFace;
  proxy: CuttingProxy;
  /** What the face does wrong. */
  mischief: Mischief;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Five hundred million to trade with, five minutes into the session. */
export async function practice(symbols = 3): Promise<Practice> {
  const cash = money(500_000_000_000_000);
  const on = await testFloor({ market: us, cash, symbols });
  await on.to(plus(OPEN, 5 * MINUTE_MS));
  const mischief = new Mischief(Random.seeded("alpaca_test"));
  const face = alpacaFace(on.floor, KEYS, {
    mischief,
    limitSpeed: SPEED,
    holdMs: HOLD_MS,
  });
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => face.handle(request),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const proxy = await cuttingProxy(url);
  return {
    ...on,
    url,
    face,
    proxy,
    mischief,
    async [Symbol.asyncDispose]() {
      face.close();
      await proxy.close();
      await server.shutdown();
    },
  };
}

/** The adapter, connected to `baseUrl`; what it tells is kept. */
export function heard(
  baseUrl: string,
  floor: Floor,
  keys = KEYS,
  speed = SPEED,
): Promise<Heard<AlpacaLink>> {
  const now = () => floor.now();
  return hearing((listener) =>
    openAlpaca({ baseUrl, ...keys, market: us, now, speed, listener })
  );
}

/** An order that is good at that floor: 100 shares at 5 % above the last price. */
export function orderFor(
  floor: Floor,
  given: Partial<Ticket> = {},
): ApprovedOrder {
  const symbol = given.symbol ?? floor.symbols[0]!;
  const { price } = floor.last(symbol)!;
  return {
    ...ENTRY,
    id: "dev_claude-20260105-1",
    session: "2026-01-05",
    symbol,
    limitPrice: Math.ceil(price * 1.05 / 10_000) * 10_000 as Price,
    ...given,
  } as ApprovedOrder;
}

export function minutes(count: number): Instant {
  return plus(OPEN, count * MINUTE_MS);
}
