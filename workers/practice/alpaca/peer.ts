/** The other end of a stream: messages in and out, within bounds, whatever carries them. @module */
import { decode, encode } from "msgpack";

/** How much may wait for a peer that reads slowly. */
const BEHIND_BYTES_MAX = 4 * 1024 * 1024;
const MESSAGE_BYTES_MAX = 64 * 1024;
/** Whoever has not said by then who he is, is sent away. */
const AUTHENTICATE_MS = 10_000;
/** Neither JSON nor msgpack, which has no 0xc1. */
const GARBAGE = Uint8Array.of(0xc1, 0xff, 0x00, 0x7b);

export type Codec = "json" | "msgpack";

/** Where a stream sends to. */
export interface Far {
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  /** Bytes that wait to be sent. */
  behind?(): number;
}

/** Where it is sent to. */
export interface Near {
  receive(data: string | ArrayBuffer | Uint8Array): void;
  closed(): void;
}

export class Peer implements Near {
  readonly #far: Far;
  readonly #codec: Codec;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #forgets: (() => void)[] = [];
  #hear: (message: unknown) => void = () => {};
  #authenticated = false;
  #open = true;

  constructor(far: Far, codec: Codec) {
    this.#far = far;
    this.#codec = codec;
    this.#timer = setTimeout(() => this.end(), AUTHENTICATE_MS);
  }

  /** Nothing is told before it is. */
  get authenticated(): boolean {
    return this.#authenticated;
  }

  admit(): void {
    this.#authenticated = true;
    clearTimeout(this.#timer);
  }

  /** Tells one message, or ends a peer that does not keep up. */
  tell(message: unknown): void {
    // The real one sends JSON in binary frames too.
    this.#send(packed(message, this.#codec));
  }

  /** Tells what nobody can read. */
  babble(): void {
    this.#send(GARBAGE);
  }

  /** Tells half of a message, and is gone. */
  breakOff(message: unknown): void {
    const bytes = packed(message, this.#codec);
    this.#send(bytes.slice(0, bytes.length / 2));
    this.end();
  }

  /** What it sends, read; undefined if it cannot be. */
  onMessage(hear: (message: unknown) => void): void {
    this.#hear = hear;
  }

  onEnd(forget: () => void): void {
    this.#forgets.push(forget);
  }

  end(): void {
    this.closed();
    this.#far.close();
  }

  receive(data: string | ArrayBuffer | Uint8Array): void {
    if (!this.#open) return;
    const size = typeof data === "string" ? data.length : data.byteLength;
    if (size > MESSAGE_BYTES_MAX) this.end();
    else this.#hear(read(data, this.#codec));
  }

  closed(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    for (const forget of this.#forgets.splice(0)) forget();
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#open) return;
    if ((this.#far.behind?.() ?? 0) > BEHIND_BYTES_MAX) this.end();
    else this.#far.send(bytes);
  }
}

function packed(message: unknown, codec: Codec): Uint8Array<ArrayBuffer> {
  return codec === "msgpack"
    ? encode(message)
    : new TextEncoder().encode(JSON.stringify(message));
}

function read(data: string | ArrayBuffer | Uint8Array, codec: Codec): unknown {
  try {
    if (codec === "msgpack" && typeof data !== "string") return decode(data);
    const text = typeof data === "string"
      ? data
      : new TextDecoder().decode(data);
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
