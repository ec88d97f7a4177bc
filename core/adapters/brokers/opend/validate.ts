/**
 * Checks a plain object before it becomes a message. protobufjs checks nothing:
 * a missing required number goes out as 0, an unknown key is dropped, NaN and a
 * 64-bit id that lost its digits are sent as they are.
 *
 * @module
 */
import type { Field, MessageType } from "./descriptors.ts";

/** A message cannot be written, or was not readable. */
export class MessageError extends Error {
  override name = "MessageError";
}

/** @throws {MessageError} Naming the first field that is not as the type wants it. */
export function validate(type: MessageType, plain: object, path: string): void {
  for (const key of Object.keys(plain)) {
    if (!Object.hasOwn(type.fields, key)) {
      refuse(`${path}.${key}`, "there is no such field");
    }
  }
  for (const field of type.fieldsArray) {
    const value = (plain as Record<string, unknown>)[field.name];
    const at = `${path}.${field.name}`;
    if (value === undefined || value === null) {
      if (field.required) refuse(at, "it is required");
    } else if (!field.repeated) {
      validateOne(field, value, at);
    } else if (Array.isArray(value)) {
      value.forEach((item, i) => validateOne(field, item, `${at}[${i}]`));
    } else {
      refuse(at, "it is no list");
    }
  }
}

function validateOne(field: Field, value: unknown, at: string): void {
  const { resolvedType } = field.resolve();
  if (resolvedType && "fieldsArray" in resolvedType) {
    if (isPlain(value)) return validate(resolvedType, value, at);
    refuse(at, "it is no message");
  }
  const fits = resolvedType ? fitsInt32 : FITS[field.type];
  if (!fits?.(value)) refuse(at, `${shown(value)} is no ${field.type}`);
}

/** What a scalar type holds; a type that is not here is not spoken. */
const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  bool: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string" && value.isWellFormed(),
  bytes: (value) => value instanceof Uint8Array,
  double: (value) => Number.isFinite(value),
  int32: fitsInt32,
  uint32: (value) => Number.isInteger(value) && Number(value) >>> 0 === value,
  // 64 bits are decimal text: a number would have lost digits already.
  uint64: (value) => isWhole(value, "", "18446744073709551615"),
  int64: (value) =>
    isWhole(value, "", "9223372036854775807") ||
    isWhole(value, "-", "9223372036854775808"),
};

function fitsInt32(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >> 0 === value;
}

function isWhole(value: unknown, sign: string, greatest: string): boolean {
  if (typeof value !== "string" || !value.startsWith(sign)) return false;
  const digits = value.slice(sign.length);
  if (!/^(0|[1-9]\d{0,19})$/.test(digits)) return false;
  return digits.padStart(20, "0") <= greatest.padStart(20, "0");
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !(value instanceof Uint8Array);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function refuse(at: string, why: string): never {
  throw new MessageError(`Cannot write ${at}: ${why}`);
}
