/** How requests and answers are framed on one kind of connection. @module */
import type { Refusal } from "./ask.ts";

/** A request as it came in, with the way back. */
export interface Call {
  protocol: number;
  body: Uint8Array;
  answer(body: Uint8Array): Uint8Array;
  /** How the connection itself says no; undefined where only the body can. */
  failed(no: Refusal): Uint8Array | undefined;
}

export interface Wire {
  readonly kind: "tcp" | "ws";
  /**
   * The requests that are whole with `bytes`.
   *
   * @throws {FrameError} While iterating, at the first thing that is none.
   */
  calls(bytes: Uint8Array): Iterable<Call>;
  push(protocol: number, body: Uint8Array): Uint8Array;
  /** The same frame, damaged in the nth of the ways that there are. */
  garbled(frame: Uint8Array, nth: number): Uint8Array;
}

/** No protobuf message begins like this. */
export const NO_MESSAGE = new Uint8Array(8).fill(0xff);
