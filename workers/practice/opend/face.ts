/** OpenD's own port and its WebSocket port, with the floor of Hong Kong behind them. @module */
import type { Floor } from "../floor.ts";
import { tcpDuplex, wsDuplex } from "./duplex.ts";
import { Gateway, type GatewayOptions } from "./gateway.ts";

export interface OpenDFaceOptions extends GatewayOptions {
  hostname: string;
  /** 0 takes any that is free. */
  port: number;
  /** Of the WebSocket, likewise; undefined opens none. */
  wsPort?: number;
}

export interface OpenDFace {
  readonly port: number;
  readonly wsPort: number | undefined;
  /** How often each kind of limited request was made. */
  limits(): ReturnType<Gateway["counts"]>;
  /** Ends every connection and the listeners. Twice is once. */
  close(): Promise<void>;
}

/** @throws {Deno.errors.AddrInUse} If a port is taken. */
export function openDFace(floor: Floor, options: OpenDFaceOptions): OpenDFace {
  const { hostname, port, wsPort } = options;
  const listener = Deno.listen({ hostname, port });
  const gateway = new Gateway(floor, options);
  let server: Deno.HttpServer<Deno.NetAddr> | undefined;
  const end = async () => {
    listener.close();
    gateway.close();
    await server?.shutdown();
  };
  try {
    if (wsPort !== undefined) server = webSockets(hostname, wsPort, gateway);
  } catch (error) {
    void end();
    throw error;
  }
  void accept(listener, gateway);
  let closing: Promise<void> | undefined;
  return {
    port: listener.addr.port,
    wsPort: server?.addr.port,
    limits: () => gateway.counts(),
    close() {
      return closing ??= end();
    },
  };
}

/** While OpenD is away a connection ends as soon as it stands. */
async function accept(
  listener: Deno.TcpListener,
  gateway: Gateway,
): Promise<void> {
  for await (const socket of listener) {
    socket.setNoDelay();
    gateway.connect(tcpDuplex(socket));
  }
}

function webSockets(
  hostname: string,
  port: number,
  gateway: Gateway,
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname, port, onListen: () => {} }, (request) => {
    if (!gateway.isUp) return new Response("away", { status: 503 });
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response("WebSocket only", { status: 426 });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => gateway.connect(wsDuplex(socket), "ws");
    return response;
  });
}
