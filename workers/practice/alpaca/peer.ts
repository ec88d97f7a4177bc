/** The other end of a stream: messages in and out, within bounds. @module */
import { decode, encode } from "msgpack";

/** How much may wait for a peer that reads slowly. */
const BUFFERED_BYTES_MAX = 4 * 1024 * 1024;
const MESSAGE_BYTES_MAX = 64 * 1024;
/** Whoever has not said by then who he is, is sent away. */
const AUTHENTICATE_MS = 10_000;

export type Codec = "json" | "msgpack";

export interface Peer {
  /** Nothing is told before it is on. */
  authenticated: boolean;
  /** Tells one message, or ends a peer that does not keep up. */
  tell(message: unknown): void;
  /** What it sends, read; undefined if it cannot be. */
  onMessage(hear: (message: unknown) => void): void;
  /** Once its socket is there. */
  onOpen(begin: () => void): void;
  onEnd(forget: () => void): void;
  end(): void;
}

export function peerOf(socket: WebSocket, codec: Codec): Peer {
  const forgets: (() => void)[] = [];
  const ended = () => {
    clearTimeout(timer);
    for (const forget of forgets.splice(0)) forget();
  };
  const end = () => {
    ended();
    socket.close();
  };
  const peer: Peer = {
    authenticated: false,
    tell(message) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > BUFFERED_BYTES_MAX) return end();
      // The real one sends JSON in binary frames too.
      socket.send(packed(message, codec));
    },
    onMessage(hear) {
      socket.addEventListener("message", ({ data }) => {
        const size = typeof data === "string" ? data.length : data.byteLength;
        if (size > MESSAGE_BYTES_MAX) end();
        else hear(read(data, codec));
      });
    },
    onOpen: (begin) => socket.addEventListener("open", begin),
    onEnd: (forget) => forgets.push(forget),
    end,
  };
  const timer = setTimeout(() => {
    if (!peer.authenticated) end();
  }, AUTHENTICATE_MS);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("close", ended);
  // A broken socket is closed next, and that is all there is to do about it.
  socket.addEventListener("error", ended);
  return peer;
}

function packed(message: unknown, codec: Codec): Uint8Array<ArrayBuffer> {
  return codec === "msgpack"
    ? encode(message)
    : new TextEncoder().encode(JSON.stringify(message));
}

function read(data: string | ArrayBuffer, codec: Codec): unknown {
  try {
    if (codec === "msgpack" && typeof data !== "string") return decode(data);
    const text = typeof data === "string"
      ? data
      : new TextDecoder().decode(data);
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
