/** A connection to OpenD's WebSocket port, by the vendor's own client. @module */
import {
  OPEND_GONE,
  PROTOCOL,
  pushOf,
  type RequestName,
} from "../opend/protocol.ts";
import { webReplyIn } from "../opend/web_frame.ts";
import { answerIn } from "./answer.ts";
import { WebLogin } from "./answers.ts";
import { reasonOf, Unclear } from "./failure.ts";
import {
  DIAL_MS,
  type Hello,
  HELLO_MS,
  MAX_BODY_BYTES,
  type OpenDTransport,
  type TransportListener,
} from "./transport.ts";
import {
  forget,
  type Received,
  type WebBase,
  webClient,
} from "./web_client.ts";

export interface WebAddress {
  host: string;
  port: number;
  key: string | undefined;
}

/** No request has it, so what bears it is taken for a push. */
const NOBODYS = "0";
/** How long the other end may take to say goodbye. */
const GOODBYE_MS = 1_000;
const KEY_HINT = "is the WebSocket key the one set in OpenD?";
const PORT_HINT =
  "is it OpenD's websocket_port, which its command-line version must be told, and not its api_port?";

export class WebTransport implements OpenDTransport {
  readonly #listener: TransportListener;
  readonly #base: WebBase;
  readonly #opened = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #serial = 0;
  /** Why it is over; undefined while it works. */
  #over: string | undefined;

  /** @throws {SyntaxError} If it is no address. */
  constructor(address: WebAddress, listener: TransportListener) {
    this.#listener = listener;
    this.#opened.promise.catch(() => undefined); // told by `hello`
    this.#base = webClient({
      ...address,
      unpack: (message) => this.#unpack(message),
      onPush: (push) => this.#hear(push),
      onOpen: () => this.#opened.resolve(),
      onClosed: (reason) => {
        this.#end(reason, true);
        this.#closed.resolve();
      },
    });
  }

  get nextSerial(): number {
    return this.#serial + 1;
  }

  async hello(): Promise<Hello> {
    const late = new Unclear(`no WebSocket in ${DIAL_MS} ms`);
    const timer = setTimeout(() => this.#opened.reject(late), DIAL_MS);
    await this.#opened.promise.catch((error) => {
      throw new Unclear(`${reasonOf(error)}; ${PORT_HINT}`);
    }).finally(() => clearTimeout(timer));
    const { state, initOpenDConfigBuff } = this.#base;
    try {
      const name = "InitWebSocket";
      const body = await this.exchange(name, initOpenDConfigBuff, HELLO_MS);
      const { connID } = answerIn(name, body, WebLogin);
      state.login = true;
      return { connID, keepAliveMs: null };
    } catch (error) {
      throw new Unclear(`${reasonOf(error)}; ${KEY_HINT}`);
    }
  }

  async exchange(
    name: RequestName,
    body: Uint8Array,
    callMs: number,
  ): Promise<Uint8Array> {
    if (this.#over !== undefined) {
      throw new Unclear(`Cannot ask ${name}: ${this.#over}`);
    }
    this.#serial++;
    const base = this.#base, protocol = PROTOCOL[name];
    if (base.websock?.readyState !== WebSocket.OPEN) {
      throw new Unclear(`Cannot ask ${name}: the WebSocket is not open`);
    }
    // Its own timer would write on the console, so ours comes first.
    const reply = base.sendBuff(protocol, body, 2 * callMs);
    const section = Object.keys(base.promisePool).at(-1) ?? NOBODYS;
    const { promise, reject } = Promise.withResolvers<never>();
    const late = new Unclear(`OpenD did not answer ${name} in ${callMs} ms`);
    const timer = setTimeout(() => reject(late), callMs);
    try {
      const { cmd, error, errmsg, buff } = await Promise.race([reply, promise]);
      if (cmd === protocol && error === 0) return buff;
      throw new Unclear(
        `OpenD answered ${name} with error ${error} of ${cmd}: ${errmsg}`,
      );
    } catch (error) {
      if (error instanceof Unclear) throw error;
      throw new Unclear(`No answer: ${this.#over ?? reasonOf(error)}`);
    } finally {
      clearTimeout(timer);
      forget(base, section);
    }
  }

  async close(reason: string): Promise<void> {
    this.#end(reason, false);
    // Nobody may be there any more to close it with us.
    const timer = setTimeout(() => this.#closed.resolve(), GOODBYE_MS);
    await this.#closed.promise.finally(() => clearTimeout(timer));
  }

  #unpack(message: unknown): Received | null {
    if (this.#over !== undefined) return null;
    this.#listener.onHeard();
    try {
      if (!(message instanceof ArrayBuffer)) {
        throw new TypeError("Cannot read a message that is text");
      }
      const bytes = new Uint8Array(message);
      const reply = webReplyIn(bytes, MAX_BODY_BYTES);
      const { protocol, error, text, body } = reply;
      const push = protocol === OPEND_GONE || pushOf(protocol);
      const section = push ? NOBODYS : reply.section;
      const sign = "ft-v1.0";
      return {
        sign,
        cmd: protocol,
        section,
        error,
        errmsg: text,
        buff: body,
      };
    } catch (error) {
      this.#listener.onUnreadable(reasonOf(error));
      return null;
    }
  }

  #hear({ cmd, error, buff }: Received): void {
    if (this.#over !== undefined) return;
    if (cmd === OPEND_GONE) this.#end("its WebSocket lost OpenD itself", true);
    else if (error === 0) this.#listener.onPush(cmd, buff);
    else this.#listener.onUnreadable(`push ${cmd} with error ${error}`);
  }

  #end(reason: string, tell: boolean): void {
    if (this.#over !== undefined) return;
    this.#over = reason;
    this.#opened.reject(new Unclear(reason));
    this.#base.close();
    if (tell) this.#listener.onDown(reason);
  }
}
