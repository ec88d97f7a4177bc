/** A practice floor behind OpenD's two ports, and the real adapter in front of it. @module */
import {
  type MoomooOptions,
  openMoomoo,
} from "../../core/adapters/brokers/moomoo/open.ts";
import type { MoomooLink } from "../../core/adapters/brokers/moomoo/moomoo_link.ts";
import { hkex } from "../../core/market/hkex.ts";
import { onTick } from "../../core/market/on_tick.ts";
import { type Money, money, type Price } from "../../core/money.ts";
import { Mischief } from "../../core/practice/mischief.ts";
import { Random } from "../../core/practice/random.ts";
import type { ApprovedOrder, Ticket } from "../../core/risk/gate.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import {
  type OpenDFace,
  openDFace,
  type OpenDFaceOptions,
} from "../../workers/practice/opend/face.ts";
import { type Heard, hearing, until } from "../brokers/heard.ts";
import { type TestFloor, testFloor } from "../practice/floors.ts";
import { ENTRY } from "../tickets.ts";
import { type Proxy, proxyTo } from "./proxy.ts";

export { until };

/** OpenD's own port and its WebSocket. */
export type Kind = "tcp" | "ws";
export const KINDS: readonly Kind[] = ["tcp", "ws"];
export const KEY = "a key";
/** Thirty seconds of a limit are over in thirty milliseconds. */
export const FAST = 1_000;

export const OPEN = hkex.sessionOn("2026-01-05")!.open;
const DATE = "2026-01-05";
const HOST = "127.0.0.1";

/** A test of its own for each kind of connection, with nothing left behind. */
export function both(name: string, fn: (kind: Kind) => Promise<void>): void {
  for (const kind of KINDS) alone(`${kind}: ${name}`, () => fn(kind));
}

export function alone(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: true, sanitizeResources: true });
}

export interface Practice extends TestFloor {
  face: OpenDFace;
  mischief: Mischief;
  /** To the port of that kind, through which everything of `agent` goes. */
  proxy: Readonly<Record<Kind, Proxy>>;
  /** The adapter, connected; what it tells is kept. */
  agent(kind: Kind, given?: Partial<MoomooOptions>): Promise<Heard<MoomooLink>>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface PracticeOptions extends Partial<OpenDFaceOptions> {
  cash?: Money;
  symbols?: number;
}

/** Five hundred million to trade with, five minutes into the session. */
export async function practice(
  { cash, symbols = 3, ...given }: PracticeOptions = {},
): Promise<Practice> {
  const on = await testFloor({
    market: hkex,
    cash: cash ?? money(500_000_000_000_000),
    symbols,
  });
  await on.to(plus(OPEN, 5 * MINUTE_MS));
  const mischief = new Mischief(Random.seeded("moomoo"));
  const face = openDFace(on.floor, {
    hostname: HOST,
    port: 0,
    wsPort: 0,
    wsKey: KEY,
    limitSpeed: FAST,
    mischief,
    ...given,
  });
  const proxy = { tcp: proxyTo(face.port), ws: proxyTo(face.wsPort!) };
  return {
    ...on,
    face,
    mischief,
    proxy,
    agent: (kind, given) =>
      heard(kind, proxy[kind].port, { now: () => on.floor.now(), ...given }),
    async [Symbol.asyncDispose]() {
      await proxy.tcp.close();
      await proxy.ws.close();
      await face.close();
    },
  };
}

/** The adapter, connected to a port of that kind; what it tells is kept. */
export function heard(
  kind: Kind,
  port: number,
  given: Partial<MoomooOptions> = {},
): Promise<Heard<MoomooLink>> {
  return hearing((listener) =>
    openMoomoo({
      host: HOST,
      port,
      ...kind === "ws" ? { wsPort: port, wsKey: KEY } : {},
      market: hkex,
      now: () => minutes(5),
      speed: FAST,
      listener,
      ...given,
    })
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
