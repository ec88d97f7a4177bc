/** One connection to OpenD, whichever of its two ports it is made to. @module */
import type { RequestName } from "../opend/protocol.ts";

/** What a connection begins with. */
export interface Hello {
  /** Names this connection in whatever changes an account; text, for its digits. */
  connID: string;
  /** How often OpenD wants a sign of life; null if it wants none. */
  keepAliveMs: number | null;
}

/** Carries bodies; what they say is not its business. */
export interface OpenDTransport {
  /** The serial number that the packet id of the next request repeats. */
  readonly nextSerial: number;
  /**
   * Introduces ourselves; comes before anything else.
   *
   * @throws {Refused} If OpenD does not let us in.
   * @throws {Unclear} If it did not answer, or not readably.
   */
  hello(): Promise<Hello>;
  /**
   * Sends a request once, and resolves to the body of its answer. Settles
   * within `callMs`, whatever happens.
   *
   * @throws {Unclear} If there is no answer.
   */
  exchange(
    name: RequestName,
    body: Uint8Array,
    callMs: number,
  ): Promise<Uint8Array>;
  /** Ends it; what waits for an answer hears that there is none. Twice is once. */
  close(reason: string): Promise<void>;
}

/** None of these may throw. */
export interface TransportListener {
  /** Anything at all arrived, so it is alive. */
  onHeard(): void;
  /** A message without a request; `protocol` may be none that we know. */
  onPush(protocol: number, body: Uint8Array): void;
  /** A message that is none. */
  onUnreadable(reason: string): void;
  /** It is over; told once, and not after `close`. */
  onDown(reason: string): void;
}

/** Makes a connection, or fails within seconds; at once when `ended` aborts. */
export type Dial = (
  listener: TransportListener,
  ended: AbortSignal,
) => Promise<OpenDTransport>;

/** An answer of a thousand bars has a tenth of a megabyte. */
export const MAX_BODY_BYTES = 8 * 2 ** 20;
export const DIAL_MS = 5_000;
/** Something else may listen there and wait for us to say more. */
export const HELLO_MS = 5_000;
