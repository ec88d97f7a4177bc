/**
 * A socket to PostgreSQL, encrypted as far as its address asks for.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import type { Address } from "./address.ts";

/** Length 8, code 80877103: may we encrypt? Answered by one byte, S or N. */
const TLS_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);
const YES = "S".charCodeAt(0);

/**
 * Resolves once bytes may be sent. `started` is given every socket on the way,
 * to be destroyed if nobody wants to wait any longer.
 *
 * @throws With the `code` of the system, of TLS, or NO_TLS.
 */
export async function openSocket(
  address: Address,
  started: (socket: Socket) => void,
): Promise<Socket> {
  const { host, port, tls } = address;
  const plain = connect({ host, port, noDelay: true, keepAlive: true });
  started(plain);
  await happened(plain, "connect");
  if (tls === "disable") return plain;
  plain.write(TLS_REQUEST);
  const answer = await happened<Uint8Array>(plain, "data");
  if (answer[0] === YES) {
    const encrypted = connectTls({ ...optionsOf(address), socket: plain });
    started(encrypted);
    await happened(encrypted, "secureConnect");
    return encrypted;
  }
  if (tls === "allow" || tls === "prefer") return plain;
  throw Object.assign(new Error("no TLS"), { code: "NO_TLS" });
}

function optionsOf({ tls, host, authority }: Address): ConnectionOptions {
  return {
    rejectUnauthorized: tls.startsWith("verify"),
    // What the certificate must name. An address is no server name.
    host,
    ...(!isIP(host) && { servername: host }),
    ...(authority && { ca: readFileSync(authority, "utf8") }),
    ...(tls === "verify-ca" && { checkServerIdentity: () => undefined }),
  };
}

/** The first `event` of a socket, or the error that comes instead. */
function happened<T>(socket: Socket, event: string): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const lost = () =>
    reject(Object.assign(new Error("closed"), { code: "CONNECTION_CLOSED" }));
  socket.once(event, resolve).once("error", reject).once("close", lost);
  return promise.finally(() =>
    socket.off(event, resolve).off("error", reject).off("close", lost)
  );
}
