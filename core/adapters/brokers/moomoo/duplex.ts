/** Bytes to and from OpenD: a TCP connection, or one in memory. @module */

export interface Duplex {
  /** What arrives, as it arrives; ends when the other end does. */
  readonly incoming: AsyncIterable<Uint8Array>;
  /** In order. @throws {Error} If it is over. */
  write(bytes: Uint8Array): Promise<void>;
  /** Twice is once. */
  close(): void;
}

/** @throws {Error} If nobody is there within `dialMs`, or before `ended` aborts. */
export async function tcpDuplex(
  hostname: string,
  port: number,
  dialMs: number,
  ended: AbortSignal,
): Promise<Duplex> {
  const late = new AbortController();
  const why = new Error(`no connection in ${dialMs} ms`);
  const timer = setTimeout(() => late.abort(why), dialMs);
  try {
    const signal = AbortSignal.any([late.signal, ended]);
    return duplexOf(await Deno.connect({ hostname, port, signal }));
  } finally {
    clearTimeout(timer);
  }
}

function duplexOf(socket: Deno.TcpConn): Duplex {
  socket.setNoDelay();
  const writer = socket.writable.getWriter();
  writer.closed.catch(() => undefined); // told by `incoming`
  return {
    incoming: socket.readable,
    write: (bytes) => writer.write(bytes),
    close() {
      try {
        socket.close();
      } catch (error) {
        // The stream closed it when the other end did.
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    },
  };
}
