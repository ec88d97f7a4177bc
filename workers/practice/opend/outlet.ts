/** What goes out to one client, as a line that is not always sound takes it. @module */
import type { Mischief } from "../../../core/practice/mischief.ts";
import type { Duplex } from "./duplex.ts";
import type { Alarms } from "./machine.ts";
import type { Wire } from "./wire.ts";

/** Between two pieces of one frame, in machine time. */
const PAUSE_MS = 40;
const PIECES = 3;

export class Outlet {
  readonly #duplex: Duplex;
  readonly #wire: Wire;
  readonly #mischief: Mischief;
  readonly #alarms: Alarms;
  /** What waits until a frame is out with its last piece. */
  #waiting: Uint8Array[] | undefined;

  constructor(duplex: Duplex, wire: Wire, mischief: Mischief, alarms: Alarms) {
    this.#duplex = duplex;
    this.#wire = wire;
    this.#mischief = mischief;
    this.#alarms = alarms;
  }

  send(frame: Uint8Array): void {
    if (this.#waiting) {
      this.#waiting.push(frame);
      return;
    }
    const mischief = this.#mischief;
    if (mischief.happens("partial_frame")) {
      // In turns: whole at last, and never whole.
      const cut = mischief.counts().partial_frame % 2 === 0;
      this.#waiting = [];
      return this.#sendPieces(piecesOf(frame), cut);
    }
    const garbage = mischief.happens("garbage");
    this.#duplex.send(
      garbage
        ? this.#wire.garbled(frame, mischief.counts().garbage - 1)
        : frame,
    );
  }

  #sendPieces([first, ...others]: Uint8Array[], cut: boolean): void {
    if (first) this.#duplex.send(first);
    if (others.length > 0 && !(cut && others.length === 1)) {
      this.#alarms.set(PAUSE_MS, () => this.#sendPieces(others, cut));
    } else if (cut) this.#alarms.set(PAUSE_MS, () => this.#duplex.close());
    else {
      const waiting = this.#waiting ?? [];
      this.#waiting = undefined;
      waiting.forEach((frame) => this.send(frame));
    }
  }
}

function piecesOf(frame: Uint8Array): Uint8Array[] {
  const length = Math.ceil(frame.length / PIECES);
  return Array.from(
    { length: PIECES },
    (_, i) => frame.slice(i * length, (i + 1) * length),
  );
}
