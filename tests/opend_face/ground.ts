/** A floor of Hong Kong behind OpenD's face, with what can go wrong in hand. @module */
import { hkex } from "../../core/market/hkex.ts";
import { onTick } from "../../core/market/on_tick.ts";
import { type Money, money, type Price } from "../../core/money.ts";
import { Mischief } from "../../core/practice/mischief.ts";
import { Random } from "../../core/practice/random.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import {
  type OpenDFace,
  openDFace,
  type OpenDFaceOptions,
} from "../../workers/practice/opend/face.ts";
import { type TestFloor, testFloor } from "../practice/floors.ts";

export const DATE = "2026-01-05";
export const OPEN = hkex.sessionOn(DATE)!.open;
export const HEADER = { trdEnv: 0, accID: "281756455982434177", trdMarket: 1 };
export const KEY = "s3cret";
/** Long enough for anything on this machine, however busy. */
const PATIENCE_MS = 10_000;

export interface Ground extends TestFloor {
  face: OpenDFace;
  mischief: Mischief;
  [Symbol.asyncDispose](): Promise<void>;
}

interface GroundOptions extends Partial<OpenDFaceOptions> {
  symbols?: number;
  cash?: Money;
}

/** Five hundred million to trade with, five minutes into the session. */
export async function ground(options: GroundOptions = {}): Promise<Ground> {
  const { symbols = 3, cash = money(500_000_000_000_000) } = options;
  const on = await testFloor({ market: hkex, cash, symbols });
  await on.to(minutes(5));
  const mischief = new Mischief(Random.seeded("face"));
  const face = openDFace(on.floor, {
    hostname: "127.0.0.1",
    port: 0,
    wsPort: 0,
    wsKey: KEY,
    mischief,
    ...options,
  });
  const close = () => face.close();
  return { ...on, face, mischief, [Symbol.asyncDispose]: close };
}

export function minutes(count: number): Instant {
  return plus(OPEN, count * MINUTE_MS);
}

/** Of one lot at 3 % above the last price, so that it fills at once. */
export function goodOrder({ floor }: TestFloor): Record<string, unknown> {
  const symbol = floor.symbols[0]!;
  const above = Math.round(floor.last(symbol)!.price * 1.03) as Price;
  const price = onTick(above, floor.market.tickAt(above, DATE), "floor")!;
  return {
    header: HEADER,
    trdSide: 1,
    orderType: 1,
    code: symbol.padStart(5, "0"),
    qty: floor.market.lotOf(symbol)!,
    price: price / 1e6,
    secMarket: 1,
  };
}

/** Looks again and again, for a bounded time. */
export async function until(there: () => unknown, what = "it"): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!there()) {
    if (performance.now() > deadline) throw new Error(`${what} did not come`);
    await sleep(2);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
