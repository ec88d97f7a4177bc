/** Good messages made bad: fields gone, changed and doubled, and bytes that are none. @module */
import { encode } from "msgpack";
import type { Random } from "../../core/practice/random.ts";

const STRANGE: readonly unknown[] = [
  ...[null, undefined, true, "", " ", "0", "-1", "1e309", "NaN", "10.5"],
  ...[0, -1, 0.1, 1e21, 2 ** 53, -0, "9".repeat(40), "x".repeat(5_000)],
  ...[[], [[]], {}, { a: { b: {} } }, [null], "__proto__", "constructor"],
  ...["2026-13-45", "soon", "\u0000", "😀", "filled", "canceled", "new"],
];

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.whole(0, list.length - 1)]!;
}

/** The same with up to three things wrong somewhere within. */
export function mutated(random: Random, message: unknown): unknown {
  const copy = structuredClone(message);
  const root = { copy };
  for (let n = random.whole(0, 3); n > 0; n--) wrong(random, root);
  return root.copy;
}

function wrong(random: Random, root: object): void {
  let at = root as Record<string, unknown>;
  while (true) {
    const keys = Object.keys(at);
    const key = keys.length > 0 ? pick(random, keys) : "copy";
    const inner = at[key];
    const deeper = typeof inner === "object" && inner !== null &&
      !(inner instanceof Date);
    if (deeper && random.chance(0.8)) {
      at = inner as Record<string, unknown>;
      continue;
    }
    if (random.chance(0.2)) delete at[key];
    else at[key] = structuredClone(pick(random, STRANGE));
    return;
  }
}

/** Its bytes, sometimes cut short, changed or not its own at all. */
export function spoilt(
  random: Random,
  bytes: Uint8Array,
): Uint8Array {
  if (random.chance(0.7)) return bytes;
  if (random.chance(0.3)) {
    return Uint8Array.from(
      { length: random.whole(0, 64) },
      () => random.whole(0, 255),
    );
  }
  const copy = bytes.slice(0, random.whole(0, bytes.length));
  for (let n = random.whole(0, 4); n > 0 && copy.length > 0; n--) {
    copy[random.whole(0, copy.length - 1)] = random.whole(0, 255);
  }
  return copy;
}

export function jsonBytes(message: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(message) ?? "");
}

export function packed(message: unknown): Uint8Array {
  return encode(message);
}
