/** An OpenD that says what a test tells it to, over the real wire. @module */
import {
  frameBytes,
  FrameReader,
} from "../../core/adapters/brokers/opend/frame.ts";
import {
  encodeRefusal,
  encodeResponse,
} from "../../core/adapters/brokers/opend/messages.ts";
import {
  PROTOCOL,
  type PushName,
  requestOf,
} from "../../core/adapters/brokers/opend/protocol.ts";

export type Said = Readonly<Record<string, object | Uint8Array | string>>;

export interface Scripted {
  port: number;
  /** Sends these bytes to whoever is connected. */
  send(bytes: Uint8Array): Promise<void>;
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
  GetGlobalState: globalState(true, true),
  Trd_GetAccList: { accList: [{ ...accountOf(0, 1), trdMarketAuthList: [1] }] },
  Trd_SubAccPush: {},
  Trd_GetOrderList: { header: HEADER, orderList: [] },
  Trd_GetHistoryOrderList: { header: HEADER, orderList: [] },
  KeepAlive: { time: "1" },
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
    time: "1",
  };
}

export function accountOf(trdEnv: number, simAccType: number) {
  return { trdEnv, accID: HEADER.accID, trdMarketAuthList: [1], simAccType };
}

/**
 * Answers each protocol with an object (its s2c), a text (a refusal) or bytes
 * (the body as it is); what `said` does not name gets no answer at all.
 */
export function scripted(said: Said = HEALTHY): Scripted {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets = new Set<Deno.TcpConn>();
  const serving = (async () => {
    const served: Promise<void>[] = [];
    for await (const socket of listener) {
      sockets.add(socket);
      served.push(serve(socket, said).finally(() => sockets.delete(socket)));
    }
    await Promise.all(served);
  })();
  return {
    port: listener.addr.port,
    async send(bytes) {
      for (const socket of sockets) await writeAll(socket, bytes);
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const socket of sockets) quietly(() => socket.close());
      await serving;
    },
  };
}

/** A push as it goes over the wire. */
export function pushFrame(name: PushName, s2c: object): Uint8Array {
  const body = encodeResponse(name, s2c);
  return frameBytes({ protocol: PROTOCOL[name], serial: 1, body });
}

async function serve(socket: Deno.TcpConn, said: Said): Promise<void> {
  const frames = new FrameReader(2 ** 20);
  const buffer = new Uint8Array(65_536);
  try {
    while (true) {
      const length = await socket.read(buffer);
      if (length === null) break;
      for (const { protocol, serial } of frames.read(buffer.slice(0, length))) {
        const name = requestOf(protocol)!;
        const answer = said[name];
        if (answer === undefined) continue;
        const body = answer instanceof Uint8Array
          ? answer
          : typeof answer === "string"
          ? encodeRefusal(answer)
          : encodeResponse(name, answer);
        await writeAll(socket, frameBytes({ protocol, serial, body }));
      }
    }
  } catch { /* whoever was connected is gone */ }
  quietly(() => socket.close());
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
