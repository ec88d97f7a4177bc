/** A client of OpenD's face that asks what it is told to, and keeps all it hears. @module */
import { createHash } from "node:crypto";
import {
  frameBytes,
  FrameReader,
} from "../../core/adapters/brokers/opend/frame.ts";
import {
  decodeResponse,
  encodeRequest,
  type Response,
} from "../../core/adapters/brokers/opend/messages.ts";
import {
  PROTOCOL,
  pushOf,
  type RequestName,
  requestOf,
} from "../../core/adapters/brokers/opend/protocol.ts";
import { webReplyIn } from "../../core/adapters/brokers/opend/web_frame.ts";
import type { Ground } from "./ground.ts";
import { KEY, until } from "./ground.ts";

export type Kind = "tcp" | "ws";

/** As decoded: a test looks at what it wants. */
export type Said = ReturnType<typeof Object>;

/** What came in: a frame of either kind. */
interface Heard {
  protocol: number;
  section: string;
  error: number;
  text: string;
  body: Uint8Array;
}

/** The far end of a connection. */
export interface End {
  write(bytes: Uint8Array): void;
  close(): void;
}

export interface Ears {
  onBytes(bytes: Uint8Array): void;
  onEnd(): void;
}

const BODY_MAX = 2 ** 22;

export class Asker {
  connID = "";
  /** Pushes by name, in the order they came among themselves and with answers. */
  readonly pushes: [name: string, s2c: Said][] = [];
  /** Names of all that came, answers too. */
  readonly order: string[] = [];
  /** What could not be read. */
  readonly broken: string[] = [];
  /** Messages of a WebSocket, pieces of a stream. */
  readonly chunks: number[] = [];
  isOver = false;
  lastWrite = 0;
  readonly #kind: Kind;
  readonly #end: End;
  readonly #frames = new FrameReader(BODY_MAX);
  readonly #answers = new Map<string, Heard>();
  #section = 0;

  private constructor(kind: Kind, open: (ears: Ears) => End) {
    this.#kind = kind;
    this.#end = open({
      onBytes: (bytes) => this.#hear(bytes),
      onEnd: () => {
        this.isOver = true;
      },
    });
  }

  static over(kind: Kind, open: (ears: Ears) => End): Asker {
    return new Asker(kind, open);
  }

  /** Connected and introduced, and hears of orders. */
  static async in({ face }: Ground, kind: Kind): Promise<Asker> {
    const asker = await Asker.at(face.port, face.wsPort!, kind);
    await asker.login();
    await asker.ask("Trd_SubAccPush", { accIDList: ["281756455982434177"] });
    return asker;
  }

  static async at(port: number, wsPort: number, kind: Kind): Promise<Asker> {
    const open = kind === "tcp" ? await tcp(port) : await ws(wsPort);
    return new Asker(kind, open);
  }

  async login(key = KEY): Promise<Said> {
    const hello = this.#kind === "tcp"
      ? await this.ask("InitConnect", {
        clientVer: 906,
        clientID: "test",
        recvNotify: true,
      })
      : await this.ask("InitWebSocket", {
        websocketKey: createHash("md5").update(key).digest("hex"),
      });
    this.connID = hello.connID;
    return hello;
  }

  /** The answer's own part. @throws {Error} With the text of a refusal. */
  ask(name: RequestName, c2s: object): Promise<Said> {
    return this.answered(this.send(name, c2s), name);
  }

  /** Likewise of what was sent. */
  async answered(section: string, name: RequestName): Promise<Said> {
    const { retType, retMsg, s2c } = await this.#response(section, name);
    if (retType === 0) return Object(s2c);
    throw new Error(retMsg);
  }

  /** The whole answer. @throws {Error} With what its header says, if it says no. */
  told(name: RequestName, c2s: object): Promise<Response> {
    return this.#response(this.send(name, c2s), name);
  }

  async #response(section: string, name: RequestName): Promise<Response> {
    await until(
      () => this.#answers.has(section) || this.isOver,
      `the answer to ${name}`,
    );
    const heard = this.#answers.get(section);
    if (!heard) throw new Error("The connection is over");
    if (heard.error !== 0) throw new Error(`${heard.error}: ${heard.text}`);
    return decodeResponse(name, heard.body);
  }

  hasAnswer(section: string): boolean {
    return this.#answers.has(section);
  }

  /** A write, signed as it must be. */
  signed(c2s: object): object {
    const serialNo = ++this.lastWrite;
    return { ...c2s, packetID: { connID: this.connID, serialNo } };
  }

  /** Asks, and goes on. */
  send(name: RequestName, c2s: object): string {
    return this.raw(PROTOCOL[name], encodeRequest(name, c2s));
  }

  raw(protocol: number, body: Uint8Array): string {
    const serial = ++this.#section;
    this.#end.write(
      this.#kind === "tcp"
        ? frameBytes({ protocol, serial, body })
        : webRequest(protocol, serial, body),
    );
    return String(serial);
  }

  close(): void {
    this.#end.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return until(() => this.isOver, "the end");
  }

  #hear(bytes: Uint8Array): void {
    this.chunks.push(bytes.length);
    if (this.broken.length > 0 && this.#kind === "tcp") return;
    try {
      if (this.#kind === "ws") this.#take(webReplyIn(bytes, BODY_MAX));
      else {
        for (const { serial, ...frame } of this.#frames.read(bytes)) {
          const section = String(serial);
          this.#take({ ...frame, section, error: 0, text: "" });
        }
      }
    } catch (error) {
      this.broken.push(Object(error).message);
    }
  }

  #take(heard: Heard): void {
    const { protocol, section, body } = heard;
    // What is no request of ours is refused under its own number.
    const push = section === "0" ? pushOf(protocol) : undefined;
    if (push) {
      this.pushes.push([push, Object(decodeResponse(push, body).s2c)]);
    } else {
      if (heard.error === 0 && body.length > 0) {
        decodeResponse(requestOf(protocol) ?? "KeepAlive", body);
      }
      this.#answers.set(section, heard);
    }
    this.order.push(push ?? requestOf(protocol) ?? String(protocol));
  }
}

function webRequest(protocol: number, section: number, body: Uint8Array) {
  const bytes = new Uint8Array(20 + body.length);
  bytes.set(new TextEncoder().encode("ft-v1.0"));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, protocol);
  view.setUint32(16, section);
  bytes.set(body, 20);
  return bytes;
}

async function tcp(port: number): Promise<(ears: Ears) => End> {
  const socket = await Deno.connect({ hostname: "127.0.0.1", port });
  return ({ onBytes, onEnd }) => {
    const read = async () => {
      const buffer = new Uint8Array(65_536);
      while (true) {
        const length = await socket.read(buffer).catch(() => null);
        if (length === null) break;
        onBytes(buffer.slice(0, length));
      }
      close();
      onEnd();
    };
    let isOpen = true;
    const close = () => {
      if (isOpen) socket.close();
      isOpen = false;
    };
    void read();
    return {
      close,
      write: (bytes) => void socket.write(bytes).catch(() => undefined),
    };
  };
}

async function ws(port: number): Promise<(ears: Ears) => End> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  socket.binaryType = "arraybuffer";
  await new Promise((done, fail) => {
    socket.onopen = done;
    socket.onerror = () => fail(new Error("no WebSocket there"));
  });
  return ({ onBytes, onEnd }) => {
    socket.onerror = null;
    socket.onmessage = ({ data }) => onBytes(new Uint8Array(data));
    socket.onclose = onEnd;
    return {
      close: () => socket.close(),
      write: (bytes) => socket.send(bytes.slice()),
    };
  };
}
