/** Which of OpenD's ports is spoken to, and how. @module */
import { type Duplex, tcpDuplex } from "./duplex.ts";
import { TcpTransport } from "./tcp_transport.ts";
import { type Dial, DIAL_MS } from "./transport.ts";

export interface OpenDAddress {
  /** Where OpenD listens. */
  host: string;
  /** Its own port (api_port), 11111 by convention. */
  port: number;
  /** Its WebSocket's, 33333 by convention: if given, it is used instead. */
  wsPort?: number | undefined;
  /** Of its WebSocket, as set in OpenD. */
  wsKey?: string | undefined;
  /** Reaches OpenD in place of a socket on `port`. */
  duplex?: (() => Promise<Duplex>) | undefined;
}

const WEB = () => import("./web_transport.ts");

/** What is behind it in words, without its key. */
export function placeOf({ host, port, wsPort }: OpenDAddress): string {
  return wsPort === undefined
    ? `${host}:${port}`
    : `${host}:${wsPort} (WebSocket)`;
}

export function dialing(address: OpenDAddress): Dial {
  const { host, port, wsPort, wsKey: key, duplex } = address;
  if (wsPort !== undefined) {
    return async (listener) => {
      const { WebTransport } = await WEB();
      return new WebTransport({ host, port: wsPort, key }, listener);
    };
  }
  return async (listener, ended) => {
    const bytes = duplex
      ? await duplex()
      : await tcpDuplex(host, port, DIAL_MS, ended);
    return new TcpTransport(bytes, listener);
  };
}
