/** A connection to OpenD that asks in messages and hears pushes in them. @module */
import { z } from "zod";
import { decodeResponse } from "../opend/messages.ts";
import { type PushName, pushOf, type RequestName } from "../opend/protocol.ts";
import { answerIn, requestBody } from "./answer.ts";
import { reasonOf, Unclear } from "./failure.ts";
import { beat } from "./heartbeat.ts";
import type { Dial, Hello, OpenDTransport } from "./transport.ts";

/** As long as the vendor's own client waits. */
const CALL_MS = 12_000;

export interface ClientListener {
  /** May throw: then it is unreadable. */
  onPush(name: PushName, s2c: unknown): void;
  /** Something arrived that cannot be read; which push it was, if that is known. */
  onUnreadable(name: PushName | undefined, reason: string): void;
  /** It is over. Told once, and not after `close`. */
  onDown(reason: string): void;
}

/** What changes an account, and so is signed. */
export type WriteName = "Trd_PlaceOrder" | "Trd_ModifyOrder";

export class OpenDClient {
  readonly #transport: OpenDTransport;
  readonly #listener: ClientListener;
  readonly #hello: Hello;
  readonly #stopBeat: () => void;
  /** Messages that arrived, readable or not. */
  #heard = 0;
  #over: string | undefined;

  /** @throws {Error} If nobody is there, or it is not the port that is meant; or once `ended` aborts. */
  static async open(
    dial: Dial,
    listener: ClientListener,
    ended: AbortSignal,
  ): Promise<OpenDClient> {
    const { promise, resolve } = Promise.withResolvers<OpenDClient>();
    let client: OpenDClient | undefined;
    const transport = await dial({
      onHeard: () => client && client.#heard++,
      onPush: (protocol, body) => client && client.#hear(protocol, body),
      onUnreadable: (reason) => listener.onUnreadable(undefined, reason),
      onDown: (reason) => void promise.then((it) => it.#end(reason, true)),
    }, ended);
    const giveUp = () => void transport.close("it was closed");
    ended.addEventListener("abort", giveUp);
    try {
      if (ended.aborted) giveUp();
      const hello = await transport.hello();
      client = new OpenDClient(transport, listener, hello);
      resolve(client);
      return client;
    } catch (error) {
      await transport.close(reasonOf(error));
      throw error;
    } finally {
      ended.removeEventListener("abort", giveUp);
    }
  }

  private constructor(
    transport: OpenDTransport,
    listener: ClientListener,
    hello: Hello,
  ) {
    this.#transport = transport;
    this.#listener = listener;
    this.#hello = hello;
    this.#stopBeat = beat(this, hello.keepAliveMs);
  }

  get heard(): number {
    return this.#heard;
  }

  /** Why it is over; undefined while it works. */
  get over(): string | undefined {
    return this.#over;
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
    shape: z.ZodType<T>,
    callMs = CALL_MS,
  ): Promise<T> {
    const body = requestBody(name, c2s);
    const said = await this.#transport.exchange(name, body, callMs);
    return answerIn(name, said, shape);
  }

  /** As `call`, with what OpenD takes once per connection and serial: no replay can send it again. */
  async write<T>(
    name: WriteName,
    c2s: object,
    shape: z.ZodType<T>,
  ): Promise<T> {
    const { connID } = this.#hello;
    const packetID = { connID, serialNo: this.#transport.nextSerial };
    return await this.call(name, { packetID, ...c2s }, shape);
  }

  /** Ends it because it is of no use any more. */
  fail(reason: string): void {
    void this.#end(reason, true);
  }

  async close(): Promise<void> {
    await this.#end("the connection was closed", false);
  }

  #hear(protocol: number, body: Uint8Array): void {
    const name = pushOf(protocol);
    if (this.#over !== undefined || !name) return;
    try {
      const { s2c } = decodeResponse(name, body);
      if (s2c === undefined) throw new Unclear(`${name} says nothing`);
      this.#listener.onPush(name, s2c);
    } catch (error) {
      this.#listener.onUnreadable(name, reasonOf(error));
    }
  }

  async #end(reason: string, tell: boolean): Promise<void> {
    if (this.#over === undefined) {
      this.#over = reason;
      this.#stopBeat();
      if (tell) this.#listener.onDown(reason);
    }
    await this.#transport.close(reason);
  }
}
