/** A TCP proxy that can lose an answer on its way back, or every connection at once. @module */
import { connect, createServer, type Socket } from "node:net";

export interface CuttingProxy {
  url: string;
  /** What becomes of the answer to the next POST: nothing arrives, or a part of it. */
  cut: "nothing" | "answer" | "rest of answer";
  /** Takes connections and bytes, and lets nothing through. */
  frozen: boolean;
  /** Ends every connection as soon as it is made. */
  refuses: boolean;
  /** Clients that are connected. */
  clients: number;
  /** Ends every connection there is; new ones are taken. */
  hangUp(): void;
  close(): Promise<void>;
}

export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (proxy.refuses) return client.destroy();
    const upstream = connect(Number(port), hostname);
    let doomed = false;
    proxy.clients++;
    client.on("close", () => proxy.clients--);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      const other = socket === client ? upstream : client;
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (bytes) => {
      if (proxy.frozen) return;
      doomed ||= proxy.cut !== "nothing" && bytes.toString().startsWith("POST");
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (proxy.frozen) return;
      if (!doomed) return client.write(bytes);
      if (proxy.cut === "answer") return client.destroy();
      client.write(
        bytes.subarray(0, bytes.length - 40),
        () => client.destroy(),
      );
    });
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const proxy: CuttingProxy = {
    url: `http://127.0.0.1:${Object(server.address()).port}`,
    cut: "nothing",
    frozen: false,
    refuses: false,
    clients: 0,
    hangUp() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      proxy.hangUp();
      await closed;
    },
  };
  return proxy;
}
