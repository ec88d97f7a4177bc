/** Frames that nobody meant to send. @module */
import {
  type Frame,
  frameBytes,
} from "../../core/adapters/brokers/opend/frame.ts";
import {
  encodeRequest,
  encodeResponse,
} from "../../core/adapters/brokers/opend/messages.ts";
import {
  PROTOCOL,
  type ProtocolName,
  requestOf,
} from "../../core/adapters/brokers/opend/protocol.ts";
import type { Random } from "../../core/practice/random.ts";
import { sampleOf } from "./samples.ts";
import { webReplyBytes } from "./web_frames.ts";

const NAMES = Object.keys(PROTOCOL) as ProtocolName[];

/** Cut off, and up to three bytes changed. */
export function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const some = bytes.slice(0, random.whole(0, bytes.length));
  for (let hits = random.whole(0, 3); hits > 0 && some.length > 0; hits--) {
    some[random.whole(0, some.length - 1)] = random.whole(0, 255);
  }
  return some;
}

export function noise(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => random.whole(0, 255));
}

/** A message whose body is damaged, noise or empty. */
export function fuzzedMessage(
  random: Random,
  part: "Request" | "Response",
): Frame {
  const name = random.pick(NAMES);
  const body = random.chance(0.5)
    ? damaged(sampleBody(name, part), random)
    : noise(random.whole(0, 200), random);
  const known = random.chance(0.9);
  return {
    protocol: known ? PROTOCOL[name] : random.whole(0, 65_535),
    serial: random.whole(0, 20),
    body,
  };
}

/** The same as a whole frame of OpenD's own port. */
export function fuzzedFrame(
  random: Random,
  part: "Request" | "Response",
): Uint8Array {
  return frameBytes(fuzzedMessage(random, part));
}

/** The same as a message of its WebSocket: with errors, and now and then no frame at all. */
export function fuzzedWebFrame(random: Random): Uint8Array {
  const { protocol, serial: section, body } = fuzzedMessage(random, "Response");
  const error = random.chance(0.1) ? random.whole(-3, 3) : 0;
  const text = random.chance(0.5) ? "请求失败请求失败" : "";
  const good = webReplyBytes({ protocol, section, body }, error, text);
  return random.chance(0.8) ? good : damaged(good, random);
}

const bodies = new Map<string, Uint8Array>();

function sampleBody(
  name: ProtocolName,
  part: "Request" | "Response",
): Uint8Array {
  const key = `${name} ${part}`;
  const known = bodies.get(key);
  if (known) return known;
  const request = requestOf(PROTOCOL[name]);
  const body = part === "Request" && request
    ? encodeRequest(request, sampleOf(name, part))
    : encodeResponse(name, sampleOf(name, "Response"));
  bodies.set(key, body);
  return body;
}

/** What is no frame at all, or breaks off within its header. */
export function brokenFrame(random: Random): Uint8Array {
  const good = fuzzedFrame(random, "Request");
  const kind = random.whole(0, 3);
  if (kind === 0) return noise(random.whole(1, 500), random);
  if (kind === 1) return good.slice(0, random.whole(1, 43));
  // One byte of the header that means something: magic, format, length, SHA-1.
  const at = random.pick([0, 1, 6, 7, 13, 14, 15, 16, 20, 35]);
  good[at] = good[at]! ^ random.whole(1, 255);
  return good;
}
