/** A server that speaks a vendor's protocol at a moment of a session, and nothing else of ours: no clock to follow, no practice pages. */
import { marketOf } from "../../core/market/mod.ts";
import type { MarketId } from "../../core/market/market.ts";
import { localInstant } from "../../core/market/sessions.ts";
import { money } from "../../core/money.ts";
import { seedSource } from "../../core/practice/tape_source.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { alpacaFace } from "../../workers/practice/alpaca/face.ts";
import { Floor } from "../../workers/practice/floor.ts";
import { openDFace } from "../../workers/practice/opend/face.ts";
import { MemoryKeeper } from "../practice/floors.ts";

const HOST = "127.0.0.1";
const KEYS = { key: "PKSEED", secret: "seed-secret" };
const WS_KEY = "seed-ws-key";
const DATE = "2026-01-05";
/** Minutes of the exchange's day at which it begins: there are patterns by then. */
const BEGIN_MINUTES = 10 * 60;
/** So that a minute bar takes a quarter of a minute, and the clocks of two processes agree. */
const RATE = 4;
const TURN_MS = 20;
/** More than the traders' own accounts have, for none of them is known there. */
const CASH = money(1_000_000_000_000);

export interface Vendor {
  floor: Floor;
  /** What a person sets to reach it: the seed's variables, and no more. */
  env: Record<string, string>;
  /** The same over OpenD's WebSocket. */
  wsEnv: Record<string, string>;
  /** Sets the clock of whoever is started with `--preload` of it to that of the server. */
  preload: string;
  /** From now on its clock runs so many times as fast as the machine's; what was started before has another. */
  pace(rate: number): Promise<void>;
  /** Resolves as a minute begins: its prices are as new as bars can be. */
  freshPrices(): Promise<void>;
  close(): Promise<void>;
}

/** The market of that id in its regular session, at four times the speed of the world. */
export async function openVendor(id: MarketId): Promise<Vendor> {
  const market = marketOf(id);
  const begin = plus(localInstant(market, DATE), BEGIN_MINUTES * MINUTE_MS);
  let clock: Clock = { begin, began: Date.now(), rate: RATE };
  const now = () => nowOn(clock);
  const floor = await Floor.open({
    source: seedSource({
      ...{ market, seed: 7, from: DATE, warmUp: 25 },
      to: `${market.years.last}-12-31`,
    }),
    keeper: new MemoryKeeper(),
    now,
    openingCash: CASH,
    begin,
  });
  const playing = play(floor);
  const preload = await Deno.makeTempFile({ suffix: ".js" });
  await write(preload, clock);
  const face = id === "US" ? alpaca(floor) : opend(floor);
  return {
    floor,
    env: face.env,
    wsEnv: { ...face.env, ...face.wsEnv },
    preload,
    async pace(rate) {
      clock = { begin: now(), began: Date.now(), rate };
      await write(preload, clock);
    },
    freshPrices: () => pause((MINUTE_MS - now() % MINUTE_MS) / clock.rate),
    async close() {
      await face.close();
      await playing.stop();
      await Deno.remove(preload);
    },
  };
}

/** `begin` in the market is `began` on the machine. */
interface Clock {
  begin: Instant;
  began: number;
  rate: number;
}

function nowOn({ begin, began, rate }: Clock): Instant {
  return plus(begin, (Date.now() - began) * rate);
}

/** The same for another process: its `Date.now` is the market's. */
async function write(file: string, { begin, began, rate }: Clock) {
  await Deno.writeTextFile(
    file,
    `const real = Date.now;\nDate.now = () => ${begin} + (real() - ${began}) * ${rate};\n`,
  );
}

/** Plays every minute as soon as it is over. */
function play(floor: Floor): { stop(): Promise<void> } {
  let over = false;
  const playing = (async () => {
    while (!over) {
      await floor.advance();
      await pause(TURN_MS);
    }
  })();
  return {
    async stop() {
      over = true;
      await playing;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

interface Face {
  env: Record<string, string>;
  wsEnv: Record<string, string>;
  close(): Promise<void>;
}

function alpaca(floor: Floor): Face {
  const face = alpacaFace(floor, KEYS);
  const server = Deno.serve(
    { hostname: HOST, port: 0, onListen: () => {} },
    (request) => face.handle(request),
  );
  return {
    env: {
      AGENT_ID: "dev_claude",
      ALPACA_API_KEY: KEYS.key,
      ALPACA_SECRET_KEY: KEYS.secret,
      ALPACA_BASE_URL: `http://${HOST}:${server.addr.port}`,
      PAPER_TRADING: "true",
      TRADING_MODE: "sandbox",
    },
    wsEnv: {},
    async close() {
      face.close();
      await server.shutdown();
    },
  };
}

function opend(floor: Floor): Face {
  const face = openDFace(floor, {
    hostname: HOST,
    port: 0,
    wsPort: 0,
    wsKey: WS_KEY,
  });
  return {
    env: {
      AGENT_ID: "intl_claude",
      MOOMOO_HOST: HOST,
      MOOMOO_PORT: String(face.port),
      PAPER_TRADING: "true",
      TRADING_MODE: "production",
    },
    wsEnv: { MOOMOO_WS_PORT: String(face.wsPort), MOOMOO_WS_KEY: WS_KEY },
    close: () => face.close(),
  };
}
