/** The wire between an agent and its venue, which may be cut, frozen or torn out. @module */
import { connect, createServer, type Socket } from "node:net";

export interface Wire {
  readonly port: number;
  /** Bytes on their way each direction; none arrives while it is frozen, none is lost. */
  freeze(): void;
  thaw(): void;
  /** Ends every connection there is; new ones are taken. */
  hangUp(): void;
  /** Ends every connection, and each new one as soon as it is made. */
  tearOut(): void;
  plugIn(): void;
  /** Connections of the agent that stand. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Every byte to `port` on this machine and back. */
export async function wireTo(port: number): Promise<Wire> {
  const agents = new Set<Socket>(), sockets = new Set<Socket>();
  let isFrozen = false, isOut = false;
  const server = createServer((agent) => {
    if (isOut) return agent.destroy();
    const venue = connect(port, "127.0.0.1");
    agents.add(agent);
    agent.on("close", () => agents.delete(agent));
    for (const [from, to] of [[agent, venue], [venue, agent]] as const) {
      sockets.add(from);
      from.setNoDelay();
      from.on("data", (bytes) => to.write(bytes));
      // What was read is passed on before the end is.
      from.on("end", () => to.end());
      from.on("error", () => from.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroySoon();
      });
      if (isFrozen) from.pause();
    }
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const hangUp = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: Object(server.address()).port,
    freeze() {
      isFrozen = true;
      sockets.forEach((socket) => socket.pause());
    },
    thaw() {
      isFrozen = false;
      sockets.forEach((socket) => socket.resume());
    },
    hangUp,
    tearOut() {
      isOut = true;
      hangUp();
    },
    plugIn() {
      isOut = false;
    },
    get connections() {
      return agents.size;
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      hangUp();
      await closed;
    },
  };
}
