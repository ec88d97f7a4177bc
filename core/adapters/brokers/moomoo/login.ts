/** Reaches OpenD and introduces ourselves, within seconds or not at all. @module */
import { SECOND_MS } from "../../../time.ts";
import { Login } from "./answers.ts";
import { asked } from "./asked.ts";
import { type ConnectionListener, OpenDConnection } from "./connection.ts";

const DIAL_MS = 5 * SECOND_MS;
/** Something else may listen there and wait for us to say more. */
const HELLO_MS = 5 * SECOND_MS;
/** As OpenD counts: 9.6, the version that the descriptors are of. */
const CLIENT_VERSION = 906;
/** PacketEncAlgo_None: nothing to hide on loopback, and elsewhere it is refused. */
const NOT_ENCRYPTED = -1;
/** ProtoFmt_Protobuf. */
const PROTOBUF = 0;

export interface LoggedIn {
  connection: OpenDConnection;
  connID: string;
  /** How often OpenD wants a sign of life. */
  keepAliveMs: number;
}

/** @throws {BrokerUnavailable} If nobody is there, or it is not OpenD's TCP port. */
export async function login(
  { host, port }: { host: string; port: number },
  listener: ConnectionListener,
): Promise<LoggedIn> {
  return await asked(`log in on ${host}:${port}`, async () => {
    const socket = await dial(host, port);
    const connection = new OpenDConnection(socket, listener);
    try {
      const { connID, keepAliveInterval } = await connection.call(
        "InitConnect",
        {
          clientVer: CLIENT_VERSION,
          clientID: "catalyst",
          recvNotify: false,
          packetEncAlgo: NOT_ENCRYPTED,
          pushProtoFmt: PROTOBUF,
          programmingLanguage: "TypeScript",
        },
        Login,
        HELLO_MS,
      );
      const keepAliveMs = keepAliveInterval * SECOND_MS;
      return { connection, connID, keepAliveMs };
    } catch (error) {
      await connection.close();
      throw error;
    }
  });
}

async function dial(hostname: string, port: number): Promise<Deno.TcpConn> {
  const late = new AbortController();
  const why = new Error(`no connection in ${DIAL_MS} ms`);
  const timer = setTimeout(() => late.abort(why), DIAL_MS);
  try {
    const { signal } = late;
    const socket = await Deno.connect({ hostname, port, signal });
    socket.setNoDelay();
    return socket;
  } finally {
    clearTimeout(timer);
  }
}
