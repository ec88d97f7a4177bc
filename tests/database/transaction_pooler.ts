/** A pooler in transaction mode, as far as a client can tell: each transaction gets any free backend. */
import { Buffer } from "node:buffer";
import { connect, createServer, type Socket } from "node:net";

const [KEY_DATA, READY, IDLE, GOODBYE] = [..."KZIX"].map((c) =>
  c.charCodeAt(0)
);

interface Backend {
  socket: Socket;
  client: Socket | undefined;
}

/** Starts one in front of a server; `url` is the same database through it. */
export async function startTransactionPooler(to: string) {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const free: Backend[] = [];
  const waiting: { client: Socket; bytes: Uint8Array }[] = [];

  const lend = (backend: Backend) => {
    const next = waiting.shift();
    backend.client = next?.client;
    if (next) backend.socket.write(next.bytes);
    else free.push(backend);
  };

  const server = createServer((client) => {
    // The backend it signs in with; any other that signed in serves as well.
    const first: Backend = { socket: connect(Number(port), hostname), client };
    let backend: Backend | undefined = first;
    let signedIn = false;
    for (const socket of [client, first.socket]) {
      sockets.add(socket.on("error", () => socket.destroy()));
    }
    client.on("data", (bytes) => {
      if (bytes[0] === GOODBYE && bytes.length === 5) return;
      if (signedIn && backend?.client !== client) backend = free.pop();
      if (!backend) return void waiting.push({ client, bytes });
      backend.client = client;
      backend.socket.write(bytes);
    });
    const tell = messages((message) => {
      if (message[0] === KEY_DATA) message.writeUInt32BE(4_000_000, 5);
      first.client?.write(message);
      if (message[0] !== READY || message[5] !== IDLE) return;
      signedIn ||= first.client === client;
      lend(first);
    });
    first.socket.on("data", tell);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const url = new URL(to);
  url.host = `127.0.0.1:${Object(server.address()).port}`;
  return {
    url: url.href,
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Cuts what a server sends into its messages: one byte of type, four of length. */
function messages(each: (message: Buffer) => void) {
  let rest = Buffer.alloc(0);
  return (bytes: Uint8Array) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length > 4 && rest.length > rest.readUInt32BE(1)) {
      const end = rest.readUInt32BE(1) + 1;
      each(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}
