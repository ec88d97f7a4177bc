/** Requests and responses as bytes, checked on the way out and whole on the way in. @module */
import { type MessageType, messageType } from "./descriptors.ts";
import type { ProtocolName, RequestName } from "./protocol.ts";
import { MessageError, validate } from "./validate.ts";

/** What every response says before its own part. */
export interface Response {
  /** 0 done; −1 refused; −100, −200, −400 nobody knows; −500 unreadable. */
  retType: number;
  retMsg: string;
  /** The protocol's own part; undefined when it was refused. */
  s2c: unknown;
}

export const DONE = 0;
export const REFUSED = -1;

/** Ids keep all their digits, enums are numbers, lists are never missing. */
const PLAIN = { longs: String, enums: Number, arrays: true };

/** @throws {MessageError} If a field is missing, unknown, or not of its type. */
export function encodeRequest(name: RequestName, c2s: object): Uint8Array {
  return encoded(messageType(name, "Request"), { c2s }, name);
}

/** @throws {MessageError} If the bytes are no such request. */
export function decodeRequest(name: RequestName, body: Uint8Array): unknown {
  return decoded(messageType(name, "Request"), body, name)["c2s"];
}

/** @throws {MessageError} If a field is missing, unknown, or not of its type. */
export function encodeResponse(name: ProtocolName, s2c: object): Uint8Array {
  return encoded(messageType(name, "Response"), { retType: DONE, s2c }, name);
}

/** A refusal has the same bytes in every protocol. */
export function encodeRefusal(retMsg: string): Uint8Array {
  const type = messageType("KeepAlive", "Response");
  return encoded(type, { retType: REFUSED, retMsg }, "refusal");
}

/** @throws {MessageError} If the bytes are no such response. */
export function decodeResponse(
  name: ProtocolName,
  body: Uint8Array,
): Response {
  const plain = decoded(messageType(name, "Response"), body, name);
  return {
    retType: plain["retType"] as number,
    retMsg: (plain["retMsg"] ?? "") as string,
    s2c: plain["s2c"],
  };
}

function encoded(type: MessageType, plain: object, name: string): Uint8Array {
  validate(type, plain, name);
  return type.encode(type.fromObject(plain)).finish();
}

function decoded(type: MessageType, body: Uint8Array, name: string) {
  try {
    return type.toObject(type.decode(body), PLAIN);
  } catch (error) {
    // Garbage ends in many ways: cut off, required fields missing, too deep.
    throw new MessageError(`Cannot read ${name}: ${Object(error).message}`);
  }
}
