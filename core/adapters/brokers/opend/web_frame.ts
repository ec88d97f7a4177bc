/**
 * What OpenD sends over its WebSocket, big-endian, one frame in each binary
 * message: "ft-v1.0" and a zero byte, protocol id u32, section u64, error i32,
 * the error's text cut at twenty bytes; then the body. Requests have neither
 * error nor text; the vendor's own client writes them.
 *
 * @module
 */
import { FrameError } from "./frame.ts";

export interface WebReply {
  protocol: number;
  /** A reply repeats its request's, a push has another; 64 bits as text. */
  section: string;
  /** Not 0: OpenD has no answer, and there is no body. */
  error: number;
  text: string;
  body: Uint8Array;
}

/** "ft-v1.0" and a zero byte. */
const SIGN = "66742d76312e3000";
const SIGN_BYTES = 8;
const SECTION_AT = 12;
const ERROR_AT = 20;
const TEXT_AT = 24;
const HEADER_BYTES = 44;
/** Values of a u32. */
const U32 = 2 ** 32;

/** @throws {FrameError} If it is none, or its body has more than `maxBodyBytes`. */
export function webReplyIn(bytes: Uint8Array, maxBodyBytes: number): WebReply {
  const sign = bytes.subarray(0, SIGN_BYTES).toHex();
  const bodyBytes = bytes.length - HEADER_BYTES;
  if (sign !== SIGN || bodyBytes < 0 || bodyBytes > maxBodyBytes) {
    throw new FrameError(
      `Cannot read frame: ${bytes.length} bytes that begin with ${sign}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const section = view.getUint32(SECTION_AT) * U32 +
    view.getUint32(SECTION_AT + 4);
  const text = bytes.subarray(TEXT_AT, HEADER_BYTES);
  return {
    protocol: view.getUint32(SIGN_BYTES),
    section: String(section),
    error: view.getInt32(ERROR_AT),
    // Cut at bytes, in the middle of a letter too.
    text: new TextDecoder().decode(text).replace(/\0[^]*$/, ""),
    body: bytes.slice(HEADER_BYTES),
  };
}
