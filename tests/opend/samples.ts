/** A message of each kind with every field filled, made from the vendor's own descriptors. @module */
import {
  type Field,
  type MessageType,
  messageType,
} from "../../core/adapters/brokers/opend/descriptors.ts";
import type { ProtocolName } from "../../core/adapters/brokers/opend/protocol.ts";

/** Ids beyond what a number holds, doubles of every kind, texts beyond ASCII. */
const SCALARS: Readonly<Record<string, unknown>> = {
  bool: true,
  string: "騰訊 00700 ✓",
  bytes: Uint8Array.of(0, 1, 254, 255),
  double: 603.5000000001,
  int32: -2_147_483_648,
  uint32: 4_294_967_295,
  int64: "-9223372036854775808",
  uint64: "18446744073709551615",
};
/** Every type of ours is found within; deeper is the same again. */
const DEPTH = 6;

/** The protocol's own part; undefined if it has no such part. */
export function sampleOf(
  protocol: ProtocolName,
  part: "Request" | "Response",
): object {
  const own = part === "Request" ? "c2s" : "s2c";
  const type = messageType(protocol, part).fields[own]!.resolve().resolvedType;
  return filled(type as MessageType, 0) as object;
}

function filled(type: MessageType, depth: number): object {
  return Object.fromEntries(
    type.fieldsArray
      .filter(({ required }) => required || depth < DEPTH)
      .map((field) => [field.name, valueOf(field, depth)]),
  );
}

function valueOf(field: Field, depth: number): unknown {
  const { resolvedType } = field.resolve();
  const one = () =>
    !resolvedType
      ? SCALARS[field.type]
      : "fieldsArray" in resolvedType
      ? filled(resolvedType, depth + 1)
      : Object.values(resolvedType.values).at(-1);
  return field.repeated ? [one(), one()] : one();
}
