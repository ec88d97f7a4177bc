/**
 * The floor of Hong Kong behind OpenD's TCP port, as thin as our adapter needs
 * it. Limits on requests are not enforced: they count real seconds, of which a
 * practised session has too few.
 *
 * @module
 */
import type { Bar } from "../../../core/market/bar.ts";
import { SECOND_MS } from "../../../core/time.ts";
import type { Floor } from "../floor.ts";
import { Client } from "./client.ts";
import { lineFrame, orderFrames, quotesFrame } from "./pushes.ts";
import { MINUTES, QUOTES } from "./subscribe.ts";

/** As many as OpenD allows. */
const CLIENTS_MAX = 128;
/** Seconds; what OpenD asks for. */
const KEEP_ALIVE = 10;
/** How many of these a client may stay silent for. */
const SILENT_TIMES = 3;

export interface OpenDFaceOptions {
  hostname: string;
  /** 0 takes any that is free. */
  port: number;
  /** Seconds between two signs of life. */
  keepAliveInterval?: number;
}

export interface OpenDFace {
  readonly port: number;
  /** Ends every connection and the listener. */
  close(): void;
}

/** @throws {Deno.errors.AddrInUse} If the port is taken. */
export function openDFace(floor: Floor, options: OpenDFaceOptions): OpenDFace {
  const { hostname, port, keepAliveInterval = KEEP_ALIVE } = options;
  const listener = Deno.listen({ hostname, port });
  const clients = new Set<Client>();
  const ignore = floor.listen({
    onOrder: (order) => {
      const hearing = [...clients].filter((client) => client.hearsOrders);
      if (hearing.length === 0) return;
      const frames = orderFrames(floor, order);
      for (const client of hearing) frames.forEach((one) => client.send(one));
    },
    onBars: (_, bars) => pushBars(floor, clients, bars),
  });
  const silence = setInterval(() => {
    for (const client of clients) {
      const limit = keepAliveInterval * SILENT_TIMES * SECOND_MS;
      if (client.silentMs > limit) client.close();
    }
  }, keepAliveInterval * SECOND_MS);
  void accept(listener, (socket) => {
    if (clients.size >= CLIENTS_MAX) return socket.close();
    socket.setNoDelay();
    const client = new Client(floor, socket, keepAliveInterval);
    clients.add(client);
    void client.serve().then(() => clients.delete(client));
  });
  return {
    port: listener.addr.port,
    close() {
      ignore();
      clearInterval(silence);
      listener.close();
      clients.forEach((client) => client.close());
    },
  };
}

async function accept(
  listener: Deno.TcpListener,
  take: (socket: Deno.TcpConn) => void,
): Promise<void> {
  for await (const socket of listener) take(socket);
}

/** One frame for each symbol, whoever wants it. */
function pushBars(
  floor: Floor,
  clients: ReadonlySet<Client>,
  bars: ReadonlyMap<string, Bar>,
): void {
  for (const [symbol, bar] of bars) {
    for (const type of [MINUTES, QUOTES]) {
      const hearing = [...clients].filter(({ pushed }) =>
        pushed.get(type)?.has(symbol)
      );
      if (hearing.length === 0) continue;
      const frame = type === MINUTES
        ? lineFrame(floor, symbol, bar)
        : quotesFrame(floor, [symbol]);
      hearing.forEach((client) => client.send(frame));
    }
  }
}
