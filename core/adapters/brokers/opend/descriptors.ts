/** moomoo-api's own message descriptors, as far as they are needed, with types. @module */
import root from "moomoo-api/proto.js";
import type { ProtocolName } from "./protocol.ts";

/** One field of a message type, as protobufjs describes it. */
export interface Field {
  name: string;
  /** Scalar type, or the name of a message or an enum. */
  type: string;
  required: boolean;
  repeated: boolean;
  /** Finds out what `type` names. */
  resolve(): Field;
  resolvedType: MessageType | EnumType | null;
}

export interface EnumType {
  values: Readonly<Record<string, number>>;
}

export interface MessageType {
  fields: Readonly<Record<string, Field>>;
  fieldsArray: readonly Field[];
  fromObject(plain: object): object;
  encode(message: object): { finish(): Uint8Array };
  /** @throws {Error} If it is cut off, or a required field is missing. */
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: object): Record<string, unknown>;
}

const types = new Map<string, MessageType>();

/** Request or response of one protocol. */
export function messageType(
  protocol: ProtocolName,
  part: "Request" | "Response",
): MessageType {
  const name = `${protocol}.${part}`;
  const known = types.get(name);
  if (known) return known;
  const type: MessageType = root.lookupType(name);
  types.set(name, type);
  return type;
}
