/**
 * OpenD's frames on its TCP port, little-endian: "FT", protocol id u32, body
 * format u8 (0 is protobuf), version u8 (0), serial u32, body length u32, SHA-1
 * of the body, eight reserved bytes; then the body.
 *
 * @module
 */
import { createHash } from "node:crypto";

export interface Frame {
  protocol: number;
  /** A reply repeats the serial of its request. */
  serial: number;
  body: Uint8Array;
}

/** What arrived is no frame; nothing after it on that connection can be one. */
export class FrameError extends Error {
  override name = "FrameError";
}

const HEADER_BYTES = 44;
const SHA1_AT = 16;
const SHA1_BYTES = 20;
const MAGIC = [0x46, 0x54] as const;

export function frameBytes({ protocol, serial, body }: Frame): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(2, protocol, true);
  view.setUint32(8, serial, true);
  view.setUint32(12, body.length, true);
  bytes.set(sha1(body), SHA1_AT);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

/** Cuts what a connection brings into frames, however it is split. */
export class FrameReader {
  readonly #maxBodyBytes: number;
  #held = new Uint8Array(0);

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /**
   * The frames that are whole with `chunk`; all of them must be taken before
   * the next chunk. Never holds more than one frame of the largest size and a
   * chunk.
   *
   * @throws {FrameError} While iterating, at the first thing that is no frame.
   */
  *read(chunk: Uint8Array): Generator<Frame> {
    let rest = joined(this.#held, chunk);
    while (rest.length >= HEADER_BYTES) {
      const length = HEADER_BYTES + this.#bodyLength(rest);
      if (rest.length < length) break;
      yield frameIn(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    if (rest.length >= MAGIC.length) checkMagic(rest);
    this.#held = rest.slice();
  }

  /** Looked at before the body is there, so that no lie makes us wait for it. */
  #bodyLength(bytes: Uint8Array): number {
    const view = viewOf(bytes);
    checkMagic(bytes);
    if (bytes[6] !== 0 || bytes[7] !== 0) {
      throw new FrameError(
        `Cannot read frame: format ${bytes[6]}, version ${bytes[7]}`,
      );
    }
    const length = view.getUint32(12, true);
    if (length <= this.#maxBodyBytes) return length;
    throw new FrameError(`Cannot read frame: its body has ${length} bytes`);
  }
}

function checkMagic(bytes: Uint8Array): void {
  const begin = bytes.subarray(0, MAGIC.length);
  if (MAGIC.every((byte, i) => begin[i] === byte)) return;
  throw new FrameError(`Cannot read frame: it begins with ${hex(begin)}`);
}

function frameIn(bytes: Uint8Array): Frame {
  const view = viewOf(bytes);
  const body = bytes.slice(HEADER_BYTES);
  const told = bytes.subarray(SHA1_AT, SHA1_AT + SHA1_BYTES);
  if (hex(told) !== hex(sha1(body))) {
    throw new FrameError(
      `Cannot read frame: its SHA-1 should be ${hex(sha1(body))}`,
    );
  }
  return {
    protocol: view.getUint32(2, true),
    serial: view.getUint32(8, true),
    body,
  };
}

function joined(held: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (held.length === 0) return chunk;
  const both = new Uint8Array(held.length + chunk.length);
  both.set(held);
  both.set(chunk, held.length);
  return both;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function sha1(body: Uint8Array): Uint8Array {
  return createHash("sha1").update(body).digest();
}

function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}
