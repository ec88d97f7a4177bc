/** Frames of OpenD's own port. @module */
import {
  frameBytes,
  FrameReader,
} from "../../../core/adapters/brokers/opend/frame.ts";
import { type Call, NO_MESSAGE, type Wire } from "./wire.ts";

/** A subscription to a whole market has a fifth of it. */
const MAX_BODY_BYTES = 256 * 1024;
const SERIAL_AT = 8;
const LENGTH_AT = 12;
const SHA1_AT = 16;

export class TcpWire implements Wire {
  readonly kind = "tcp";
  readonly #frames = new FrameReader(MAX_BODY_BYTES);

  *calls(bytes: Uint8Array): Generator<Call> {
    for (const { protocol, serial, body } of this.#frames.read(bytes)) {
      const answer = (said: Uint8Array) =>
        frameBytes({ protocol, serial, body: said });
      yield { protocol, body, answer, failed: () => undefined };
    }
  }

  /** The serial of a push means nothing. */
  push(protocol: number, body: Uint8Array): Uint8Array {
    return frameBytes({ protocol, serial: 0, body });
  }

  garbled(frame: Uint8Array, nth: number): Uint8Array {
    const bytes = frame.slice();
    const view = new DataView(bytes.buffer);
    switch (nth % 4) {
      case 0:
        bytes[0]! ^= 0xff;
        return bytes;
      case 1:
        bytes[SHA1_AT]! ^= 0xff;
        return bytes;
      case 2:
        view.setUint32(LENGTH_AT, 0xffff_fff0, true);
        return bytes;
      default:
        return frameBytes({
          protocol: view.getUint32(2, true),
          serial: view.getUint32(SERIAL_AT, true),
          body: NO_MESSAGE,
        });
    }
  }
}
