/** Every broker that an agent may be given, by each wire it is reached over. @module */
import { openAlpaca } from "../../core/adapters/brokers/alpaca/open.ts";
import { openAlpacaLiquidator } from "../../core/adapters/brokers/alpaca/liquidator.ts";
import type {
  LinkListener,
  VenueLink,
} from "../../core/adapters/brokers/link.ts";
import {
  openMoomoo,
  openMoomooLiquidator,
} from "../../core/adapters/brokers/moomoo/open.ts";
import type { Trader } from "../../core/agents/agent.ts";
import type { Liquidator } from "../../core/ports.ts";
import { us } from "../../core/market/us.ts";
import { money } from "../../core/money.ts";
import { type Fault, Mischief } from "../../core/practice/mischief.ts";
import { Random } from "../../core/practice/random.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { alpacaFace } from "../../workers/practice/alpaca/face.ts";
import * as openD from "../opend/practice.ts";
import { type TestFloor, testFloor } from "../practice/floors.ts";
import { type Wire, wireTo } from "./wire.ts";

/** A venue that stands, with the wire to it. */
export interface Ground extends TestFloor {
  wire: Wire;
  mischief: Mischief;
  /** The agent's link, over the wire. */
  open(listener: LinkListener, given?: OpenOptions): Promise<VenueLink>;
  /** The door of `kill`, on a connection of its own. */
  openLiquidator(): Promise<
    { liquidator: Liquidator; close(): Promise<void> }
  >;
  /** The most requests of each kind in any window the venue counts, and how many it takes. */
  requests(): [kind: string, most: number, taken: number][];
  close(): Promise<void>;
}

export interface OpenOptions {
  /** What it says who it is by; the right one unless told. */
  secret?: string;
}

export interface Registered {
  /** In words. */
  name: string;
  broker: Trader["broker"];
  /** What proves who we are; empty where nothing does. */
  secret: string;
  /** Ways in which its venue loses the answer to an order, and whether it is done all the same. */
  losses: Partial<Record<Fault, boolean>>;
  stand(options?: GroundOptions): Promise<Ground>;
}

export interface GroundOptions {
  symbols?: number;
  /** Market seconds per machine second, by which both ends count; fast unless told. */
  speed?: number;
}

const HOST = "127.0.0.1";
const DATE = "2026-01-05";
/** Five hundred million. */
const CASH = money(500_000_000_000_000);
/** Market seconds per machine second unless told. */
const SPEED = 60;
/**
 * A venue counts requests when they come, and so fast that a busy machine's
 * delay is a good part of its window: it counts by a window so much shorter.
 */
const AHEAD = 1.25;
/** How long Alpaca is silent instead of an answer, in machine time. */
const HOLD_MS = 200;
const ALPACA_KEYS = { key: "PKTEST", secret: "Al9-not-for-logs" };
const WS_KEY = "Zx9-websocket-key";
/** Requests a minute. */
const ALPACA_TAKES = 200;

const atAlpaca: Registered = {
  name: "alpaca",
  broker: "alpaca",
  secret: ALPACA_KEYS.secret,
  losses: {
    lost_ack: true,
    http_500_done: true,
    late_arrival: true,
    lost_request: false,
    http_500: false,
    http_429: false,
  },
  async stand({ symbols = 3, speed = SPEED } = {}) {
    const on = await testFloor({ market: us, cash: CASH, symbols });
    const { floor } = on, market = us;
    await on.to(plus(us.sessionOn(DATE)!.open, 5 * MINUTE_MS));
    const mischief = new Mischief(Random.seeded("alpaca"));
    const limitSpeed = speed * AHEAD;
    const how = { mischief, limitSpeed, holdMs: HOLD_MS };
    const face = alpacaFace(floor, ALPACA_KEYS, how);
    const server = Deno.serve(
      { port: 0, hostname: HOST, onListen() {} },
      (request) => face.handle(request),
    );
    const wire = await wireTo(server.addr.port);
    const at = (port: number) => `http://${HOST}:${port}`;
    const { key } = ALPACA_KEYS;
    return {
      ...{ ...on, wire, mischief },
      open: (listener, { secret = ALPACA_KEYS.secret } = {}) =>
        openAlpaca({
          ...{ baseUrl: at(wire.port), key, secret, market, listener },
          ...{ now: () => floor.now(), speed },
        }),
      openLiquidator: () =>
        openAlpacaLiquidator({
          ...{ baseUrl: at(server.addr.port), ...ALPACA_KEYS, market },
        }),
      requests: () =>
        Object.entries(face.limits())
          .map(([kind, most]) => [kind, most, ALPACA_TAKES]),
      async close() {
        await wire.close();
        face.close();
        await server.shutdown();
      },
    };
  },
};

function atMoomoo(kind: openD.Kind, name: string): Registered {
  return {
    name,
    broker: "moomoo",
    secret: kind === "ws" ? WS_KEY : "",
    losses: { lost_ack: true, late_arrival: true, lost_request: false },
    async stand({ symbols = 3, speed = openD.FAST } = {}) {
      const limits = { limitSpeed: speed * AHEAD, wsKey: WS_KEY };
      const on = await openD.practice({ symbols, ...limits });
      const { floor, face } = on;
      const { market } = floor;
      const wire = await wireTo(kind === "tcp" ? face.port : face.wsPort!);
      const at = (port: number, secret: string) => ({
        ...{ host: HOST, port, market, speed },
        ...kind === "ws" ? { wsPort: port, wsKey: secret } : {},
      });
      const own = kind === "tcp" ? face.port : face.wsPort!;
      return {
        ...on,
        wire,
        open: (listener, { secret = WS_KEY } = {}) =>
          openMoomoo({
            ...at(wire.port, secret),
            ...{ listener, now: (): Instant => floor.now() },
          }),
        openLiquidator: () => openMoomooLiquidator(at(own, WS_KEY)),
        requests: () =>
          Object.entries(face.limits())
            .map(([name, { highest, limit }]) => [name, highest, limit]),
        async close() {
          await wire.close();
          await on[Symbol.asyncDispose]();
        },
      };
    },
  };
}

export const REGISTERED: readonly Registered[] = [
  atAlpaca,
  atMoomoo("tcp", "moomoo over TCP"),
  atMoomoo("ws", "moomoo over WebSocket"),
];
