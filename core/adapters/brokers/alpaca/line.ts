/** One connection of the SDK's: asked, confirmed, watched, and really closed. @module */
import { BrokerUnavailable } from "../../../ports.ts";
import { described } from "./failure.ts";
import type { streaming } from "./sdk.ts";

/** How long the venue may take to confirm what was asked. */
const CONFIRM_MS = 10_000;
/** How long a connection may take to close before it is cut. */
const CLOSE_MS = 500;
/** How the SDK begins what it says of a message that it could not read. */
const UNREADABLE = /^failed to (decode|process) message/;

/** Characters of what a server says. */
const REASON_MAX = 200;

interface Waiting {
  accepts: (subscribed: unknown) => boolean;
  done: PromiseWithResolvers<void>;
}

export interface LineEvents {
  /** In words: "order updates". */
  name: string;
  /** A message came that nobody can read. */
  onUnreadable: () => void;
  /** Aborted when nobody needs it any more. */
  ended: AbortSignal;
}

export class Line {
  readonly #stream: streaming.AlpacaWebSocket;
  readonly #events: LineEvents;
  readonly #lost = Promise.withResolvers<string>();
  readonly #end = () => this.fail("it is closed");
  #waiting: Waiting | undefined;
  #reason: string | undefined;

  constructor(stream: streaming.AlpacaWebSocket, events: LineEvents) {
    this.#stream = stream;
    this.#events = events;
    stream.onError((text) => {
      if (UNREADABLE.test(text)) events.onUnreadable();
      else this.fail(text.slice(0, REASON_MAX));
    });
    stream.onDisconnect(() => this.fail("the connection was lost"));
    stream.on("subscription", (subscribed: unknown) => {
      if (this.#waiting?.accepts(subscribed)) this.#waiting.done.resolve();
    });
    events.ended.addEventListener("abort", this.#end);
  }

  /** Why it was lost, once it is. */
  get lost(): Promise<string> {
    return this.#lost.promise;
  }

  /** @throws {BrokerUnavailable} If it is lost. */
  check(): void {
    if (this.#reason) throw this.#unavailable(this.#reason);
  }

  /**
   * Runs `ask` and waits for the venue to confirm it.
   *
   * @param accepts Whether these are the subscriptions asked for.
   * @throws {BrokerUnavailable} If it does not, or not in time.
   */
  async confirmed(
    accepts: (subscribed: unknown) => boolean,
    ask: () => void,
  ): Promise<void> {
    this.check();
    const done = Promise.withResolvers<void>();
    this.#waiting = { accepts, done };
    const timer = setTimeout(
      () => this.fail(`no confirmation within ${CONFIRM_MS} ms`),
      CONFIRM_MS,
    );
    try {
      ask();
      await done.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  /** Counts as lost from now on; the first reason stays. */
  fail(text: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = text;
    this.#waiting?.done.reject(this.#unavailable(text));
    this.#lost.resolve(`Alpaca's ${this.#events.name}: ${text}`);
  }

  /** Ends once the socket is closed: the SDK alone would leave it to a dead peer. */
  async close(): Promise<void> {
    this.#events.ended.removeEventListener("abort", this.#end);
    this.fail("it is closed");
    const socket = this.#stream["conn"];
    const open = socket && socket.readyState !== WebSocket.CLOSED;
    const closed = Promise.withResolvers<void>();
    socket?.on("close", () => closed.resolve());
    this.#stream.removeAllListeners();
    this.#stream.disconnect();
    if (!open) return;
    const timer = setTimeout(() => socket.terminate?.(), CLOSE_MS);
    await closed.promise;
    clearTimeout(timer);
  }

  #unavailable(text: string): BrokerUnavailable {
    return new BrokerUnavailable(
      `Cannot hear Alpaca's ${this.#events.name}: ${text}`,
    );
  }
}

/**
 * A listener for the SDK, which would swallow what one throws: what cannot be
 * read goes to `unreadable`, for something was missed; what `tell` throws is our
 * own fault and ends the process as any other.
 */
export function hearing<Wire, Told>(
  read: (wire: Wire) => Told,
  tell: (told: Told) => void,
  unreadable: (reason: string) => void,
): (wire: Wire) => void {
  return (wire) => {
    let told: Told;
    try {
      told = read(wire);
    } catch (error) {
      return unswallowed(() => unreadable(described(error)));
    }
    unswallowed(() => tell(told));
  };
}

/** Runs `act`; what it throws ends the process, wherever it was called from. */
export function unswallowed(act: () => void): void {
  try {
    act();
  } catch (error) {
    reportError(error);
  }
}
