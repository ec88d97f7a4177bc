/** Which protocols are spoken on which kind of connection, and how it is said that they failed. @module */
import { messageType } from "../../../core/adapters/brokers/opend/descriptors.ts";
import {
  type RequestName,
  requestOf,
} from "../../../core/adapters/brokers/opend/protocol.ts";
import type { Refusal } from "./ask.ts";
import type { Wire } from "./wire.ts";

/** Each kind of connection has its own way to introduce itself. */
export const LOGIN = { tcp: "InitConnect", ws: "InitWebSocket" } as const;

/** The request with this id; undefined if it is not spoken on this connection. */
export function askedBy(
  id: number,
  kind: Wire["kind"],
): RequestName | undefined {
  const name = requestOf(id);
  return name === LOGIN[kind === "tcp" ? "ws" : "tcp"] ? undefined : name;
}

/** A refusal has the same bytes in every protocol. */
export function refusalBody({ retType, message }: Refusal): Uint8Array {
  const type = messageType("KeepAlive", "Response");
  return type.encode(type.fromObject({ retType, retMsg: message })).finish();
}
