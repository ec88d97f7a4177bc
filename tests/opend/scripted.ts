/** An OpenD that says what a test tells it to, over either of the real wires. @module */
import {
  frameBytes,
  FrameReader,
} from "../../core/adapters/brokers/opend/frame.ts";
import {
  decodeRequest,
  encodeRefusal,
  encodeResponse,
} from "../../core/adapters/brokers/opend/messages.ts";
import {
  PROTOCOL,
  type PushName,
  type RequestName,
  requestOf,
} from "../../core/adapters/brokers/opend/protocol.ts";
import type { Kind } from "./practice.ts";
import { webReplyBytes, webRequestIn } from "./web_frames.ts";

type Part = object | Uint8Array | string | undefined;
/** An object is its s2c, a text a refusal, bytes the body as it is; undefined is no answer. */
export type Said = Readonly<
  Record<string, Part | ((c2s: Asked) => Part | Promise<Part>)>
>;
// deno-lint-ignore no-explicit-any
type Asked = any;

export interface Scripted {
  port: number;
  /** What was asked so far, in order. */
  asked: [name: RequestName, c2s: Asked][];
  said: Record<string, Said[string]>;
  /** Pushes a body to whoever is connected. */
  push(protocol: number, body: Uint8Array): Promise<void>;
  tell(name: PushName, s2c: object): Promise<void>;
  /** Sends these bytes, a message of its own on a WebSocket. */
  send(bytes: Uint8Array): Promise<void>;
  /** Ends all connections. */
  hangUp(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export const HEADER = { trdEnv: 0, accID: "281756455982434177", trdMarket: 1 };

/** What a healthy OpenD with one paper account says. */
export const HEALTHY: Said = {
  InitConnect: {
    serverVer: 906,
    loginUserID: "1",
    connID: "71",
    connAESKey: "0123456789abcdef",
    keepAliveInterval: 10,
  },
  InitWebSocket: { serverTime: "1", connID: "71" },
  GetGlobalState: globalState(true, true),
  Trd_GetAccList: { accList: [{ ...accountOf(0, 1), trdMarketAuthList: [1] }] },
  Trd_SubAccPush: {},
  Trd_GetOrderList: { header: HEADER, orderList: [] },
  Trd_GetHistoryOrderList: { header: HEADER, orderList: [] },
  KeepAlive: { time: "1" },
  GetUserInfo: { hkQotRight: 2, subQuota: 100 },
  Qot_GetSubInfo: { connSubInfoList: [], totalUsedQuota: 0, remainQuota: 100 },
  Qot_Sub: {},
};

export function globalState(qotLogined: boolean, trdLogined: boolean) {
  return {
    marketHK: 6,
    marketUS: 6,
    marketSH: 6,
    marketSZ: 6,
    marketHKFuture: 6,
    qotLogined,
    trdLogined,
    serverVer: 906,
    serverBuildNo: 1,
    time: "1767576900",
  };
}

export function accountOf(trdEnv: number, simAccType: number) {
  return { trdEnv, accID: HEADER.accID, trdMarketAuthList: [1], simAccType };
}

/** Someone connected, on either wire. */
interface Peer {
  send(bytes: Uint8Array): Promise<void> | void;
  close(): void;
}

export function scripted(kind: Kind, given: Said = HEALTHY): Scripted {
  const peers = new Set<Peer>();
  const asked: Scripted["asked"] = [];
  const said = { ...given };
  const bodyFor = async (protocol: number, request: Uint8Array) => {
    const name = requestOf(protocol);
    if (!name) return;
    const c2s = decodeRequest(name, request);
    asked.push([name, c2s]);
    const answer = said[name];
    const part = typeof answer === "function" ? await answer(c2s) : answer;
    if (part === undefined || part instanceof Uint8Array) return part;
    return typeof part === "string"
      ? encodeRefusal(part)
      : encodeResponse(name, part);
  };
  const server = kind === "tcp" ? tcp(peers, bodyFor) : ws(peers, bodyFor);
  const send = async (bytes: Uint8Array) => {
    for (const peer of peers) await peer.send(bytes);
  };
  const push = (protocol: number, body: Uint8Array) =>
    send(
      kind === "tcp"
        ? frameBytes({ protocol, serial: 1, body })
        : webReplyBytes({ protocol, section: 0, body }),
    );
  const hangUp = () => peers.forEach((peer) => peer.close());
  return {
    port: server.port,
    asked,
    said,
    send,
    push,
    tell: (name, s2c) => push(PROTOCOL[name], encodeResponse(name, s2c)),
    hangUp,
    async [Symbol.asyncDispose]() {
      hangUp();
      await server.end();
    },
  };
}

type BodyFor = (
  protocol: number,
  request: Uint8Array,
) => Promise<Uint8Array | undefined>;

interface Server {
  port: number;
  end(): Promise<void>;
}

function tcp(peers: Set<Peer>, bodyFor: BodyFor): Server {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    const served: Promise<void>[] = [];
    for await (const socket of listener) {
      const peer = {
        send: (bytes: Uint8Array) => writeAll(socket, bytes),
        close: () => quietly(() => socket.close()),
      };
      peers.add(peer);
      served.push(
        serve(socket, bodyFor).finally(() => peers.delete(peer)),
      );
    }
    await Promise.all(served);
  })();
  return {
    port: listener.addr.port,
    async end() {
      listener.close();
      await serving;
    },
  };
}

async function serve(socket: Deno.TcpConn, bodyFor: BodyFor): Promise<void> {
  const frames = new FrameReader(2 ** 20);
  const buffer = new Uint8Array(65_536);
  try {
    while (true) {
      const length = await socket.read(buffer);
      if (length === null) break;
      for (const frame of frames.read(buffer.slice(0, length))) {
        const { protocol, serial } = frame;
        const body = await bodyFor(protocol, frame.body);
        if (!body) continue;
        await writeAll(socket, frameBytes({ protocol, serial, body }));
      }
    }
  } catch { /* whoever was connected is gone */ }
  quietly(() => socket.close());
}

function ws(peers: Set<Peer>, bodyFor: BodyFor): Server {
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, (request) => {
    if (request.headers.get("upgrade") !== "websocket") {
      return new Response("no", { status: 426 });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.binaryType = "arraybuffer";
    const peer = {
      send: async (bytes: Uint8Array) => {
        while (socket.bufferedAmount > 2 ** 20) {
          await new Promise((done) => setTimeout(done, 1));
        }
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes.slice());
      },
      close: () => socket.close(),
    };
    socket.onopen = () => peers.add(peer);
    socket.onclose = () => peers.delete(peer);
    socket.onmessage = async ({ data }) => {
      const frame = webRequestIn(new Uint8Array(data));
      const body = await bodyFor(frame.protocol, frame.body);
      if (body) await peer.send(webReplyBytes({ ...frame, body }));
    };
    return response;
  });
  return { port: server.addr.port, end: () => server.shutdown() };
}

async function writeAll(socket: Deno.TcpConn, bytes: Uint8Array) {
  try {
    for (let at = 0; at < bytes.length;) {
      at += await socket.write(bytes.subarray(at));
    }
  } catch { /* whoever was connected is gone */ }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch { /* it is done already */ }
}
