/** One stream of the SDK: asked, confirmed, watched, and really closed. @module */
import { BrokerUnavailable } from "../../../ports.ts";
import { described } from "./failure.ts";
import type { streaming } from "./sdk.ts";

/** How long the venue may take to confirm what was asked. */
const CONFIRM_MS = 10_000;
/** How long a connection may take to close before it is cut. */
const CLOSE_MS = 500;

export type Tell = (reason: string) => void;

/** Attempts go on for ever; how often and how long apart is the SDK's own affair. */
export const RECONNECT = { maxReconnectAttempts: -1 };

interface Waiting {
  accepts: (subscribed: unknown) => boolean;
  done: PromiseWithResolvers<void>;
}

export class Line {
  readonly #stream: streaming.AlpacaWebSocket;
  readonly #name: string;
  readonly #down: Tell;
  #waiting: Waiting | undefined;
  #closed = false;

  /** @param down Told when the stream is lost, or told what it does not take. */
  constructor(stream: streaming.AlpacaWebSocket, name: string, down: Tell) {
    this.#stream = stream;
    this.#name = name;
    this.#down = down;
    stream.onError((text) => this.#fault(text));
    stream.onDisconnect(() => this.#fault("the connection was lost"));
    stream.on("subscription", (subscribed: unknown) => {
      if (this.#waiting?.accepts(subscribed)) this.#waiting.done.resolve();
    });
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
    const done = Promise.withResolvers<void>();
    this.#waiting = { accepts, done };
    const timer = setTimeout(
      () => this.#fault(`no confirmation within ${CONFIRM_MS} ms`),
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

  /** Ends once the socket is closed: the SDK alone would leave it to a dead peer. */
  async close(): Promise<void> {
    this.#closed = true;
    const socket = this.#stream["conn"];
    const open = socket && socket.readyState !== WebSocket.CLOSED;
    const closed = Promise.withResolvers<void>();
    socket?.on("close", () => closed.resolve());
    this.#stream.disconnect();
    if (!open) return;
    const timer = setTimeout(() => socket.terminate?.(), CLOSE_MS);
    await closed.promise;
    clearTimeout(timer);
  }

  #fault(text: string): void {
    if (this.#closed) return;
    const reason = `${this.#name}: ${text}`;
    if (this.#waiting) {
      const message = `Cannot hear Alpaca's ${reason}`;
      this.#waiting.done.reject(new BrokerUnavailable(message));
    } else this.#down(`Alpaca's ${reason}`);
  }
}

/**
 * A listener for the SDK, which would swallow what one throws: what cannot be
 * read goes to `down`, for something was missed; what `tell` throws is our own
 * fault and ends the process as any other.
 */
export function hearing<Wire, Told>(
  read: (wire: Wire) => Told,
  tell: (told: Told) => void,
  down: Tell,
): (wire: Wire) => void {
  return (wire) => {
    let told: Told;
    try {
      told = read(wire);
    } catch (error) {
      return unswallowed(() =>
        down(`Alpaca told what cannot be read: ${described(error)}`)
      );
    }
    unswallowed(() => tell(told));
  };
}

function unswallowed(act: () => void): void {
  try {
    act();
  } catch (error) {
    reportError(error);
  }
}
