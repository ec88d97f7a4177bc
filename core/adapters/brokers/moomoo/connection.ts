/** One connection to OpenD's TCP port: calls, pushes, heartbeat, one end. @module */
import type { z } from "zod";
import { type Frame, frameBytes, FrameReader } from "../opend/frame.ts";
import { decodeResponse, DONE, encodeRequest } from "../opend/messages.ts";
import {
  PROTOCOL,
  type PushName,
  pushOf,
  type RequestName,
} from "../opend/protocol.ts";
import { failureOf, reasonOf, Unclear, Unsent } from "./failure.ts";

/** An answer of a thousand bars has a tenth of a megabyte. */
const MAX_BODY_BYTES = 8 * 2 ** 20;
/** As long as the vendor's own client waits. */
const CALL_MS = 12_000;

export interface ConnectionListener {
  /** May throw: what cannot be read ends the connection. */
  onPush(name: PushName, s2c: unknown): void;
  /** Told once, and not after `close`. */
  onDown(reason: string): void;
}

interface Pending {
  name: RequestName;
  settle(answer: { s2c: unknown } | { error: Error }): void;
}

export class OpenDConnection {
  readonly #socket: Deno.TcpConn;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #listener: ConnectionListener;
  readonly #pending = new Map<number, Pending>();
  readonly #reading: Promise<void>;
  #serial = 0;
  /** Why it is over; undefined while it works. */
  #over: string | undefined;

  constructor(socket: Deno.TcpConn, listener: ConnectionListener) {
    this.#socket = socket;
    this.#listener = listener;
    this.#writer = socket.writable.getWriter();
    this.#reading = this.#read();
  }

  /** The serial of the next call: what a packet id repeats. */
  get nextSerial(): number {
    return this.#serial + 1;
  }

  /**
   * Asks once and never again.
   *
   * @throws {Refused} If OpenD said no.
   * @throws {Unsent} If the request cannot be written; nothing was sent.
   * @throws {Unclear} If it may have been done.
   */
  async call<T>(
    name: RequestName,
    c2s: object,
    answer: z.ZodType<T>,
    callMs = CALL_MS,
  ): Promise<T> {
    const serial = ++this.#serial;
    const protocol = PROTOCOL[name];
    const bytes = frameBytes({ protocol, serial, body: written(name, c2s) });
    if (this.#over !== undefined) {
      throw new Unclear(`Cannot ask ${name}: ${this.#over}`);
    }
    const s2c = await this.#exchange(name, serial, bytes, callMs);
    const read = answer.safeParse(s2c ?? {});
    if (read.success) return read.data;
    throw new Unclear(
      `Cannot read the answer to ${name}: ${reasonOf(read.error)}`,
    );
  }

  /** Ends it; what waits for an answer hears that there is none. */
  async close(): Promise<void> {
    this.#end("the connection was closed", false);
    await this.#reading;
  }

  /** Ends it because it is of no use any more. */
  fail(reason: string): void {
    this.#end(reason, true);
  }

  async #exchange(
    name: RequestName,
    serial: number,
    bytes: Uint8Array,
    callMs: number,
  ): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const late = new Unclear(`OpenD did not answer ${name} in ${callMs} ms`);
    const timer = setTimeout(() => reject(late), callMs);
    const settle: Pending["settle"] = (answer) =>
      "error" in answer ? reject(answer.error) : resolve(answer.s2c);
    this.#pending.set(serial, { name, settle });
    this.#writer.write(bytes).catch((error) => this.fail(reasonOf(error)));
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(serial);
    }
  }

  async #read(): Promise<void> {
    const frames = new FrameReader(MAX_BODY_BYTES);
    try {
      for await (const chunk of this.#socket.readable) {
        for (const frame of frames.read(chunk)) this.#take(frame);
      }
      this.fail("OpenD closed the connection");
    } catch (error) {
      this.fail(reasonOf(error));
    }
  }

  #take({ protocol, serial, body }: Frame): void {
    if (this.#over !== undefined) return;
    const push = pushOf(protocol);
    if (push) {
      return this.#listener.onPush(push, decodeResponse(push, body).s2c);
    }
    const pending = this.#pending.get(serial);
    // Too late, or a push that we have no use for.
    if (!pending || PROTOCOL[pending.name] !== protocol) return;
    pending.settle(answerIn(pending.name, body));
  }

  #end(reason: string, tell: boolean): void {
    if (this.#over !== undefined) return;
    this.#over = reason;
    const error = new Unclear(`No answer: ${reason}`);
    for (const { settle } of this.#pending.values()) settle({ error });
    this.#pending.clear();
    this.#writer.closed.catch(() => undefined);
    try {
      this.#socket.close();
    } catch { /* the stream closed it when the other end did */ }
    if (tell) this.#listener.onDown(reason);
  }
}

function written(name: RequestName, c2s: object): Uint8Array {
  try {
    return encodeRequest(name, c2s);
  } catch (error) {
    throw new Unsent(reasonOf(error));
  }
}

function answerIn(
  name: RequestName,
  body: Uint8Array,
): { s2c: unknown } | { error: Error } {
  try {
    const response = decodeResponse(name, body);
    if (response.retType === DONE) return { s2c: response.s2c };
    return { error: failureOf(name, response) };
  } catch (error) {
    return { error: new Unclear(reasonOf(error)) };
  }
}
