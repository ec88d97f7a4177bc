/** The venue in a thread of its own: its garbage is not collected at the agent's expense. @module */
import { TRADERS } from "../../core/agents/mod.ts";
import { marketOf } from "../../core/market/mod.ts";
import type { Instant } from "../../core/time.ts";
import { alpacaFace } from "../../workers/practice/alpaca/face.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import { openDFace } from "../../workers/practice/opend/face.ts";
import { testFloor } from "../practice/floors.ts";
import { type Asked, HOST, KEYS, SPEED, type Told } from "./venue.ts";

const thread = self as unknown as Worker;
const tell = (told: Told) => thread.postMessage(told);
let to: (at: Instant) => Promise<void>;

self.addEventListener("message", async (event) => {
  const asked = (event as MessageEvent<Asked>).data;
  if ("to" in asked) {
    await to(asked.to);
    return tell({ there: true });
  }
  const { agent, date, at } = asked.open;
  const { broker, paperCash: cash, ...trader } = TRADERS.find(({ id }) =>
    id === agent
  )!;
  const market = marketOf(trader.market);
  const on = await testFloor({ market, symbols: 1, from: date, cash });
  await on.to(at);
  to = on.to;
  const { floor } = on;
  const place = floor.place.bind(floor);
  floor.place = (order) => {
    tell({ order: performance.timeOrigin + performance.now() });
    return place(order);
  };
  const port = broker === "moomoo" ? openD(floor) : alpaca(floor);
  tell({ port, symbols: floor.symbols });
});

function openD(floor: Floor): number {
  return openDFace(floor, { hostname: HOST, port: 0, limitSpeed: SPEED }).port;
}

function alpaca(floor: Floor): number {
  const face = alpacaFace(floor, KEYS, { limitSpeed: SPEED });
  const options = { hostname: HOST, port: 0, onListen() {} };
  return Deno.serve(options, (request) => face.handle(request)).addr.port;
}
