/** A proxy of bytes that can hold everything back, or cut a connection before an answer. @module */

export interface Proxy {
  port: number;
  /** Nothing passes in either direction while it is true; nothing is lost. */
  frozen: boolean;
  /** Cuts the connection once a request with this protocol id has passed. */
  cutAfter: number | undefined;
  hangUp(): void;
  close(): Promise<void>;
}

export function proxyTo(port: number): Proxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets = new Set<Deno.TcpConn>();
  const pipes = new Set<Promise<void>>();
  const proxy: Proxy = {
    port: listener.addr.port,
    frozen: false,
    cutAfter: undefined,
    hangUp() {
      for (const socket of sockets) closed(socket);
      sockets.clear();
    },
    async close() {
      proxy.frozen = false;
      listener.close();
      proxy.hangUp();
      await Promise.all([accepting, ...pipes]);
    },
  };
  const accepting = (async () => {
    for await (const client of listener) {
      const upstream = await Deno.connect({ hostname: "127.0.0.1", port });
      sockets.add(client).add(upstream);
      pipes.add(pipe(client, upstream, proxy, true));
      pipes.add(pipe(upstream, client, proxy, false));
    }
  })();
  return proxy;
}

async function pipe(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  proxy: Proxy,
  asks: boolean,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  let doomed = false;
  try {
    while (true) {
      const length = await from.read(buffer);
      if (length === null) break;
      const bytes = buffer.subarray(0, length);
      while (proxy.frozen) await new Promise((done) => setTimeout(done, 10));
      const protocol = protocolIn(bytes);
      doomed ||= asks && protocol !== 0 && protocol === proxy.cutAfter;
      for (let at = 0; at < length;) at += await to.write(bytes.subarray(at));
      if (doomed) {
        // Once the venue has it, and before its answer can have passed.
        proxy.frozen = true;
        await new Promise((done) => setTimeout(done, 50));
        proxy.hangUp();
        proxy.frozen = false;
      }
    }
  } catch { /* the other end is gone, and this one with it */ }
  closed(from);
  closed(to);
}

/** Of a request at the beginning of these bytes, on either wire; 0 if there is none. */
function protocolIn(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 18) return 0;
  if (bytes[0] === 0x46) return view.getUint32(2, true);
  if (bytes[0] !== 0x82) return 0; // a binary WebSocket message, masked
  const mask = (bytes[1]! & 0x7f) === 126 ? 4 : 2;
  const masked = view.getUint32(mask + 4 + 8);
  return (masked ^ view.getUint32(mask)) >>> 0;
}

function closed(socket: Deno.TcpConn): void {
  try {
    socket.close();
  } catch { /* it is closed already */ }
}
