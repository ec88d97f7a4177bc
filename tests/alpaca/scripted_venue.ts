/** A thin server of Alpaca's protocol that answers and tells what a test says, and no more. @module */
import { encode } from "msgpack";

/** What a path answers: JSON, or a whole response. */
export type Scripted = (request: Asked) => unknown;

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}

export interface ScriptedVenue {
  url: string;
  /** By method and path, "GET /v2/account"; what is not there is 404. */
  answers: Map<string, Scripted>;
  /** Everything asked so far, sockets apart. */
  asked: Asked[];
  /** How many sockets were opened. */
  sockets: number;
  /** Whether a stream takes the keys. */
  authorizes: boolean;
  /** Whether a subscription to bars is confirmed. */
  confirms: boolean;
  /** Tells all who listen to orders: JSON, or bytes as they are. */
  update(message: unknown): void;
  /** Tells all who listen to bars: msgpack, or bytes as they are. */
  bars(message: unknown): void;
  /** Ends every socket. */
  hangUp(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

type Kind = "orders" | "bars";

const ACCOUNT = {
  id: "1",
  account_number: "PA1",
  cash: "1000",
  currency: "USD",
};

export function scriptedVenue(): ScriptedVenue {
  const sockets = new Map<WebSocket, Kind>();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) =>
      request.headers.get("upgrade") === "websocket"
        ? upgraded(request)
        : answered(request),
  );
  const send = (kind: Kind, message: unknown, pack: typeof encode) => {
    const bytes = message instanceof Uint8Array ? message : pack(message);
    for (const [socket, its] of sockets) {
      if (its === kind && socket.readyState === WebSocket.OPEN) {
        socket.send(bytes as Uint8Array<ArrayBuffer>);
      }
    }
  };
  const venue: ScriptedVenue = {
    url: `http://127.0.0.1:${server.addr.port}`,
    answers: new Map<string, Scripted>([
      ["GET /v2/account", () => ACCOUNT],
      ["GET /v2/positions", () => []],
      ["GET /v2/orders", () => []],
    ]),
    asked: [],
    sockets: 0,
    authorizes: true,
    confirms: true,
    update: (message) => send("orders", message, json),
    bars: (message) => send("bars", message, encode),
    hangUp() {
      for (const socket of sockets.keys()) socket.close();
    },
    async [Symbol.asyncDispose]() {
      venue.hangUp();
      await server.shutdown();
    },
  };
  return venue;

  async function answered(request: Request): Promise<Response> {
    const { pathname: path, searchParams: query } = new URL(request.url);
    const { method } = request;
    const asked = { method, path, query, body: await request.text() };
    venue.asked.push(asked);
    const script = venue.answers.get(`${method} ${path}`);
    if (!script) return Response.json({ message: "no" }, { status: 404 });
    const answer = await script(asked);
    return answer instanceof Response ? answer : Response.json(answer);
  }

  function upgraded(request: Request): Response {
    const kind = request.url.endsWith("/stream") ? "orders" : "bars";
    const { socket, response } = Deno.upgradeWebSocket(request);
    venue.sockets++;
    sockets.set(socket, kind);
    socket.binaryType = "arraybuffer";
    socket.onclose = () => sockets.delete(socket);
    socket.onerror = () => sockets.delete(socket);
    if (kind === "orders") socket.onmessage = (event) => listen(socket, event);
    else bringBars(socket);
    return response;
  }

  function listen(socket: WebSocket, { data }: MessageEvent): void {
    const { action } = JSON.parse(text(data));
    const status = venue.authorizes ? "authorized" : "unauthorized";
    socket.send(JSON.stringify(
      action === "listen"
        ? { stream: "listening", data: { streams: ["trade_updates"] } }
        : { stream: "authorization", data: { status } },
    ));
  }

  function bringBars(socket: WebSocket): void {
    const say = (message: unknown) => socket.send(encode([message]));
    socket.onopen = () => say({ T: "success", msg: "connected" });
    let told = 0;
    socket.onmessage = () => {
      // Whoever is first is who it says; whatever is second is what it wants.
      if (told++ === 0) return say({ T: "success", msg: "authenticated" });
      if (venue.confirms) say({ T: "subscription", bars: ["AAPL", "MSFT"] });
    };
  }
}

function json(message: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(message));
}

function text(data: string | ArrayBuffer): string {
  return typeof data === "string" ? data : new TextDecoder().decode(data);
}

/** An order as Alpaca writes it, changed as given. */
export function wireOrder(given: object = {}) {
  return {
    id: "v1",
    client_order_id: "c1",
    symbol: "AAPL",
    side: "buy",
    type: "limit",
    qty: "10",
    filled_qty: "0",
    filled_avg_price: null,
    status: "new",
    submitted_at: "2026-01-05T14:40:00Z",
    updated_at: "2026-01-05T14:40:00Z",
    time_in_force: "day",
    notional: null,
    legs: null,
    ...given,
  };
}

/** What a stream tells of one. */
export function wireUpdate(order: object = {}, given: object = {}) {
  const timestamp = "2026-01-05T14:41:00Z";
  const data = { event: "new", timestamp, order: wireOrder(order), ...given };
  return { stream: "trade_updates", data };
}

/** A minute bar of a stream. */
export function wireBar(S: string, at: number, given: object = {}) {
  return {
    T: "b",
    S,
    t: new Date(at),
    o: 1,
    h: 2,
    l: 1,
    c: 2,
    v: 100,
    ...given,
  };
}
