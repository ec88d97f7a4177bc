/** A two-way connection to one client, whatever carries it. @module */
import { Outbox } from "./outbox.ts";

export interface Duplex {
  /** What the client sends, as it arrives, until it or `close` ends it. */
  readonly incoming: AsyncIterable<Uint8Array>;
  /** In order; what a client does not take in is not kept for ever. */
  send(bytes: Uint8Array): void;
  /** Twice is once. */
  close(): void;
}

/** As many bytes as one client may be behind. */
export const BEHIND_BYTES_MAX = 8 * 2 ** 20;

export function tcpDuplex(socket: Deno.TcpConn): Duplex {
  let isOpen = true;
  const close = () => {
    if (isOpen) socket.close();
    isOpen = false;
  };
  const outbox = new Outbox(socket, BEHIND_BYTES_MAX, close);
  return {
    incoming: chunksOf(socket),
    send: (bytes) => {
      if (isOpen) outbox.send(bytes);
    },
    close,
  };
}

async function* chunksOf(socket: Deno.TcpConn): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(64 * 1024);
  while (true) {
    const length = await socket.read(buffer).catch(() => null);
    if (length === null) return;
    yield buffer.slice(0, length);
  }
}

/** One message is one chunk; a text among them ends the connection. */
export function wsDuplex(socket: WebSocket): Duplex {
  socket.binaryType = "arraybuffer";
  const close = () => socket.close();
  return {
    incoming: messagesOf(socket),
    send: (bytes) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > BEHIND_BYTES_MAX) return close();
      socket.send(bytes.slice());
    },
    close,
  };
}

function messagesOf(socket: WebSocket): ReadableStream<Uint8Array> {
  let isOpen = true;
  return new ReadableStream({
    start(controller) {
      socket.onmessage = ({ data }) => {
        if (!isOpen) return; // nobody reads any more
        if (data instanceof ArrayBuffer) {
          controller.enqueue(new Uint8Array(data));
        } else socket.close();
      };
      socket.onclose = () => {
        if (isOpen) controller.close();
        isOpen = false;
      };
    },
    cancel() {
      isOpen = false;
    },
  });
}
