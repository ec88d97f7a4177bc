/** One connection to the face: its requests one after the other, and what it listens to. @module */
import {
  type Frame,
  frameBytes,
  FrameError,
  FrameReader,
} from "../../../core/adapters/brokers/opend/frame.ts";
import {
  decodeRequest,
  encodeRefusal,
  encodeResponse,
} from "../../../core/adapters/brokers/opend/messages.ts";
import { requestOf } from "../../../core/adapters/brokers/opend/protocol.ts";
import { MessageError } from "../../../core/adapters/brokers/opend/validate.ts";
import type { Floor } from "../floor.ts";
import { Refusal } from "./ask.ts";
import { HANDLERS } from "./handlers.ts";
import { Outbox } from "./outbox.ts";

/** A subscription to a whole market has a fifth of it. */
const MAX_BODY_BYTES = 256 * 1024;
/** Digits of each half of a connection's id. */
const HALF = 1e9;

export class Client {
  readonly connID = newId();
  /** Seconds between two signs of life that it should give. */
  readonly keepAliveInterval: number;
  isLoggedIn = false;
  /** Hears what becomes of orders. */
  hearsOrders = false;
  /** Serial of the last request that changed something. */
  lastWrite = 0;
  /** By subscription type, the symbols it wants pushed. */
  readonly pushed = new Map<number, Set<string>>();
  readonly #floor: Floor;
  readonly #socket: Deno.TcpConn;
  readonly #outbox: Outbox;
  #heardAt = performance.now();
  #isOpen = true;

  constructor(floor: Floor, socket: Deno.TcpConn, keepAliveInterval: number) {
    this.#floor = floor;
    this.#socket = socket;
    this.keepAliveInterval = keepAliveInterval;
    this.#outbox = new Outbox(socket, () => this.close());
  }

  /** Milliseconds since it last said anything. */
  get silentMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Answers until the connection ends; what is no frame ends it. Never rejects. */
  async serve(): Promise<void> {
    const frames = new FrameReader(MAX_BODY_BYTES);
    try {
      for await (const chunk of this.#chunks()) {
        for (const frame of frames.read(chunk)) {
          if (!this.#isOpen) return; // what was asked behind it is not done
          await this.#answer(frame);
        }
      }
    } catch (error) {
      // Our own fault: whoever asked must not believe that it was a no.
      if (!(error instanceof FrameError)) {
        console.error(`Cannot answer as OpenD: ${Object(error).message}`);
      }
    }
    this.close();
  }

  send(frame: Uint8Array): void {
    if (this.#isOpen) this.#outbox.send(frame);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.close();
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(64 * 1024);
    while (this.#isOpen) {
      const length = await this.#socket.read(buffer).catch(() => null);
      if (length === null) return;
      this.#heardAt = performance.now();
      yield buffer.slice(0, length);
    }
  }

  async #answer({ protocol, serial, body }: Frame): Promise<void> {
    const said = await this.#said(protocol, body);
    this.send(frameBytes({ protocol, serial, body: said }));
  }

  async #said(protocol: number, body: Uint8Array): Promise<Uint8Array> {
    const name = requestOf(protocol);
    if (!name) return encodeRefusal(`Protocol ${protocol} is not spoken here`);
    if (!this.isLoggedIn && name !== "InitConnect") {
      return encodeRefusal("InitConnect comes first");
    }
    try {
      const c2s = decodeRequest(name, body);
      const ask = { floor: this.#floor, client: this, c2s };
      return encodeResponse(name, await HANDLERS[name](ask));
    } catch (error) {
      const no = error instanceof Refusal || error instanceof MessageError;
      if (no) return encodeRefusal(error.message);
      throw error;
    }
  }
}

/** Eighteen digits, as OpenD's. */
function newId(): string {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `1${String(a % (HALF / 10)).padStart(8, "0")}${
    String(b % HALF).padStart(9, "0")
  }`;
}
