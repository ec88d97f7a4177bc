/** A TCP proxy in front of a server, which can freeze as a stopped server does, or close at once. */
import { connect, createServer, type Socket } from "node:net";

export interface Proxy {
  /** The same URL through the proxy. */
  url: string;
  /** How many connections were made to it. */
  accepted: number;
  /**
   * `frozen` takes connections and bytes and does nothing, `mute` passes on what
   * is asked but no answer; `closing` takes no connection for long.
   */
  mood: "normal" | "frozen" | "mute" | "closing";
  /** From now on it closes every connection, those there are first. */
  hangUp(): void;
  close(): Promise<void>;
}

export async function startProxy(url: string): Promise<Proxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    proxy.accepted++;
    if (proxy.mood === "closing") return client.destroy();
    const upstream = connect(Number(port || 5432), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      const other = socket === client ? upstream : client;
      // What arrives while frozen is lost: a thaw finds a broken line, as after a failover.
      socket.on("data", (bytes) => {
        const asks = proxy.mood === "mute" && socket === client;
        if (proxy.mood === "normal" || asks) other.write(bytes);
      });
      socket.on("close", () => {
        sockets.delete(socket);
        if (proxy.mood === "normal") other.destroy();
      });
    }
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const through = new URL(url);
  const address = server.address();
  through.host = `127.0.0.1:${Object(address).port}`;
  const proxy: Proxy = {
    url: through.href,
    accepted: 0,
    mood: "normal",
    hangUp() {
      proxy.mood = "closing";
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return proxy;
}
