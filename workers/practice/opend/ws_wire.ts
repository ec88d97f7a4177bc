/**
 * Frames of OpenD's WebSocket port, big-endian, one in each binary message.
 * Requests: "ft-v1.0" and a zero, command u32, section u64; then the body.
 * Answers: the same, then error i32 and 20 bytes of text; then the body. An
 * answer repeats the section of its request, whatever that is.
 *
 * @module
 */
import { FrameError } from "../../../core/adapters/brokers/opend/frame.ts";
import { type Call, NO_MESSAGE, type Wire } from "./wire.ts";

const SIGN = new TextEncoder().encode("ft-v1.0\0");
const COMMAND_AT = SIGN.length;
const SECTION_AT = COMMAND_AT + 4;
const REQUEST_BYTES = SECTION_AT + 8;
const ERROR_AT = REQUEST_BYTES;
const TEXT_AT = ERROR_AT + 4;
const TEXT_BYTES = 20;
const REPLY_BYTES = TEXT_AT + TEXT_BYTES;

/** What its error field says. */
const ERROR = {
  /** OpenD refused by itself, before any protocol. */
  denied: -1,
  /** OpenD's own request was not answered in time. */
  timeout: 2,
} as const;

export class WsWire implements Wire {
  readonly kind = "ws";

  *calls(bytes: Uint8Array): Generator<Call> {
    const signed = SIGN.every((byte, i) => bytes[i] === byte);
    if (!signed || bytes.length < REQUEST_BYTES) {
      throw new FrameError(`Cannot read message: of ${bytes.length} bytes`);
    }
    const head = bytes.slice(0, REQUEST_BYTES);
    yield {
      protocol: new DataView(head.buffer).getUint32(COMMAND_AT),
      body: bytes.slice(REQUEST_BYTES),
      answer: (body) => reply(head, body),
      failed: ({ kind, message }) =>
        kind === "refused" ? undefined : wsError(head, ERROR[kind], message),
    };
  }

  /** No request has section 0. */
  push(protocol: number, body: Uint8Array): Uint8Array {
    const head = new Uint8Array(REQUEST_BYTES);
    head.set(SIGN);
    new DataView(head.buffer).setUint32(COMMAND_AT, protocol);
    return reply(head, body);
  }

  garbled(frame: Uint8Array, nth: number): Uint8Array {
    const bytes = frame.slice();
    switch (nth % 4) {
      case 0:
        bytes[0]! ^= 0xff;
        return bytes;
      case 1:
        return bytes.slice(0, REPLY_BYTES / 2);
      case 2:
        // Six letters of three bytes, and two thirds of a seventh.
        return wsError(bytes, ERROR.denied, "请求失败请求失败");
      default:
        return reply(bytes.slice(0, REQUEST_BYTES), NO_MESSAGE);
    }
  }
}

/** An answer that says no in its header, and has no body. */
function wsError(
  head: Uint8Array,
  error: number,
  text: string,
): Uint8Array {
  const bytes = reply(head.slice(0, REQUEST_BYTES), new Uint8Array());
  new DataView(bytes.buffer).setInt32(ERROR_AT, error);
  bytes.set(new TextEncoder().encode(text).slice(0, TEXT_BYTES), TEXT_AT);
  return bytes;
}

function reply(head: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(REPLY_BYTES + body.length);
  bytes.set(head);
  bytes.set(body, REPLY_BYTES);
  return bytes;
}
