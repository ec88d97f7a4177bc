/** A practice floor behind Alpaca's wire, asked without any adapter of ours. @module */
import { Alpaca } from "../../core/adapters/brokers/alpaca/sdk.ts";
import { us } from "../../core/market/us.ts";
import { money } from "../../core/money.ts";
import { Mischief } from "../../core/practice/mischief.ts";
import { Random } from "../../core/practice/random.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import {
  type AlpacaFace,
  alpacaFace,
} from "../../workers/practice/alpaca/face.ts";
import { type TestFloor, testFloor } from "../practice/floors.ts";

export const KEYS = { key: "PKTEST", secret: "not-for-logs" };
export const HEADERS = {
  "APCA-API-KEY-ID": KEYS.key,
  "APCA-API-SECRET-KEY": KEYS.secret,
};
const OPEN = us.sessionOn("2026-01-05")!.open;

/** A test that may leave no socket and no timer behind; by itself Deno does not look. */
export function test(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: true, sanitizeResources: true });
}

export function minutes(count: number): Instant {
  return plus(OPEN, count * MINUTE_MS);
}

export interface FaceVenue extends TestFloor {
  url: string;
  face: AlpacaFace;
  mischief: Mischief;
  /** The machine's clock, which stands still, in milliseconds. */
  machine: { now: number };
  /** The first security there is. */
  symbol: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Five hundred million to trade with, five minutes into the session. */
export async function faceVenue(
  { limitSpeed = 1, holdMs = 100 } = {},
): Promise<FaceVenue> {
  const cash = money(500_000_000_000_000);
  const on = await testFloor({ market: us, cash, symbols: 3 });
  await on.to(minutes(5));
  const mischief = new Mischief(Random.seeded("faults"));
  const machine = { now: 1_000_000 };
  const face = alpacaFace(on.floor, KEYS, {
    ...{ mischief, limitSpeed, holdMs, machine: () => machine.now },
  });
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => face.handle(request),
  );
  return {
    ...on,
    ...{ url: `http://127.0.0.1:${server.addr.port}`, face, mischief, machine },
    symbol: on.floor.symbols[0]!,
    async [Symbol.asyncDispose]() {
      face.close();
      await server.shutdown();
    },
  };
}

/** Status and JSON of one request, or its text where it is none. */
export async function ask(
  { url }: Pick<FaceVenue, "url">,
  path: string,
  init: RequestInit = {},
  // deno-lint-ignore no-explicit-any
): Promise<[status: number, json: any]> {
  const answer = await fetch(url + path, { headers: HEADERS, ...init });
  const text = await answer.text();
  try {
    return [answer.status, JSON.parse(text)];
  } catch {
    return [answer.status, text];
  }
}

/** What a client sends for an order that is good, changed as given: 100 shares, 5 % above the last price. */
export function sent(venue: FaceVenue, given: object = {}): RequestInit {
  const body = JSON.stringify({
    symbol: venue.symbol,
    qty: "100",
    side: "buy",
    type: "limit",
    time_in_force: "day",
    limit_price: near(venue, 1.05),
    client_order_id: "one",
    ...given,
  });
  return { method: "POST", body };
}

/** So many times the last price, in cents. */
export function near({ floor, symbol }: FaceVenue, times: number): string {
  const { price } = floor.last(symbol)!;
  return (price / 1_000_000 * times).toFixed(2);
}

/** Sends it and plays on until it is over. */
export async function bought(venue: FaceVenue, minute = 6): Promise<void> {
  const [status, json] = await ask(
    venue,
    "/v2/orders",
    sent(venue, { client_order_id: "bought" }),
  );
  if (status !== 200) throw new Error(`Cannot buy: ${JSON.stringify(json)}`);
  while (venue.floor.order("bought")!.status !== "filled") {
    await venue.to(minutes(++minute));
  }
}

/** A sale that triggers 10 % below the last price, good till cancelled. */
export function stop(venue: FaceVenue, given: object = {}): RequestInit {
  return sent(venue, {
    ...{ side: "sell", type: "stop", time_in_force: "gtc" },
    ...{ limit_price: null, stop_price: near(venue, 0.9) },
    ...{ client_order_id: "stop", ...given },
  });
}

/** The real SDK, asking this venue. */
export function sdk({ url }: FaceVenue): { alpaca: Alpaca; close(): void } {
  const client = Deno.createHttpClient({});
  const alpaca = new Alpaca({
    ...{ keyId: KEYS.key, secret: KEYS.secret, paper: true },
    ...{ rateLimit: false, retry: false },
    fetchApi: (asked, init) => {
      const { pathname, search } = new URL(asked);
      return fetch(url + pathname + search, { ...init, client });
    },
  });
  return { alpaca, close: () => client.close() };
}
