/** A connection to OpenD's own port: little-endian frames over TCP, or in memory. @module */
import {
  type Frame,
  frameBytes,
  FrameError,
  FrameReader,
} from "../opend/frame.ts";
import { PROTOCOL, pushOf, type RequestName } from "../opend/protocol.ts";
import { answerIn, requestBody } from "./answer.ts";
import { Login } from "./answers.ts";
import type { Duplex } from "./duplex.ts";
import { reasonOf, Unclear } from "./failure.ts";
import {
  type Hello,
  HELLO_MS,
  MAX_BODY_BYTES,
  type OpenDTransport,
  type TransportListener,
} from "./transport.ts";

/** As OpenD counts: 9.6, the version that the descriptors are of. */
const CLIENT_VERSION = 906;
/** PacketEncAlgo_None: OpenD is on this machine, there is nothing to hide. */
const NOT_ENCRYPTED = -1;
/** ProtoFmt_Protobuf. */
const PROTOBUF = 0;
/** "HT": whoever answers like this speaks HTTP. */
const HTTP = /begins with 4854/;

interface Pending {
  protocol: number;
  resolve(body: Uint8Array): void;
  reject(error: Error): void;
}

export class TcpTransport implements OpenDTransport {
  readonly #duplex: Duplex;
  readonly #listener: TransportListener;
  readonly #pending = new Map<number, Pending>();
  readonly #reading: Promise<void>;
  #serial = 0;
  /** Why it is over; undefined while it works. */
  #over: string | undefined;

  constructor(duplex: Duplex, listener: TransportListener) {
    this.#duplex = duplex;
    this.#listener = listener;
    this.#reading = this.#read();
  }

  get nextSerial(): number {
    return this.#serial + 1;
  }

  async hello(): Promise<Hello> {
    const body = requestBody("InitConnect", {
      clientVer: CLIENT_VERSION,
      clientID: "catalyst",
      recvNotify: true,
      packetEncAlgo: NOT_ENCRYPTED,
      pushProtoFmt: PROTOBUF,
      programmingLanguage: "TypeScript",
    });
    const said = await this.exchange("InitConnect", body, HELLO_MS)
      .catch((error) => {
        throw new Unclear(`${reasonOf(error)}${this.#hint()}`);
      });
    const { connID, keepAliveInterval } = answerIn("InitConnect", said, Login);
    return { connID, keepAliveMs: keepAliveInterval * 1_000 };
  }

  async exchange(
    name: RequestName,
    body: Uint8Array,
    callMs: number,
  ): Promise<Uint8Array> {
    if (this.#over !== undefined) {
      throw new Unclear(`Cannot ask ${name}: ${this.#over}`);
    }
    const serial = ++this.#serial, protocol = PROTOCOL[name];
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const late = () =>
      reject(new Unclear(`OpenD did not answer ${name} in ${callMs} ms`));
    const timer = setTimeout(late, callMs);
    this.#pending.set(serial, { protocol, resolve, reject });
    this.#duplex.write(frameBytes({ protocol, serial, body }))
      .catch((error) => this.#end(reasonOf(error), true));
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(serial);
    }
  }

  async close(reason: string): Promise<void> {
    this.#end(reason, false);
    await this.#reading;
  }

  async #read(): Promise<void> {
    const frames = new FrameReader(MAX_BODY_BYTES);
    try {
      for await (const chunk of this.#duplex.incoming) {
        for (const frame of frames.read(chunk)) this.#take(frame);
      }
      this.#end("OpenD closed the connection", true);
    } catch (error) {
      // After what is no frame, nothing on this connection can be one.
      if (error instanceof FrameError) this.#tellUnreadable(error.message);
      this.#end(reasonOf(error), true);
    }
  }

  #take({ protocol, serial, body }: Frame): void {
    if (this.#over !== undefined) return;
    this.#listener.onHeard();
    const pending = this.#pending.get(serial);
    if (pushOf(protocol)) this.#listener.onPush(protocol, body);
    // Otherwise too late, or a push that we have no use for.
    else if (pending?.protocol === protocol) pending.resolve(body);
  }

  #tellUnreadable(reason: string): void {
    if (this.#over === undefined) this.#listener.onUnreadable(reason);
  }

  #end(reason: string, tell: boolean): void {
    if (this.#over !== undefined) return;
    this.#over = reason;
    for (const { reject } of this.#pending.values()) {
      reject(new Unclear(`No answer: ${reason}`));
    }
    this.#pending.clear();
    this.#duplex.close();
    if (tell) this.#listener.onDown(reason);
  }

  /** Nobody who answers like this is OpenD's own port. */
  #hint(): string {
    if (HTTP.test(this.#over ?? "")) {
      return "; it speaks HTTP, as OpenD's WebSocket port does: " +
        "the port wanted here is its api_port, 11111 by convention";
    }
    return "; is it OpenD's api_port, 11111 by convention, and not its WebSocket's?";
  }
}
