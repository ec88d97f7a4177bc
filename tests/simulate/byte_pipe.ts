/** A connection in memory, as both of its ends have it. */
import type { Duplex as Ours } from "../../core/adapters/brokers/moomoo/duplex.ts";
import type { Duplex as Theirs } from "../../workers/practice/opend/duplex.ts";

/** A moment on the way, so that nothing arrives before it was sent. */
const WIRE_MS = 1;

class Way {
  readonly stream: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #isOpen = true;

  constructor() {
    this.stream = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.#isOpen = false;
      },
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(bytes: Uint8Array): void {
    const copy = bytes.slice();
    setTimeout(() => {
      if (this.#isOpen) this.#controller.enqueue(copy);
    }, WIRE_MS);
  }

  end(): void {
    setTimeout(() => {
      if (this.#isOpen) this.#controller.close();
      this.#isOpen = false;
    }, WIRE_MS);
  }
}

export function bytePipe(): { ours: Ours; theirs: Theirs } {
  const up = new Way();
  const down = new Way();
  let isOpen = true;
  const close = () => {
    isOpen = false;
    up.end();
    down.end();
  };
  return {
    ours: {
      incoming: down.stream,
      write(bytes) {
        if (!isOpen) return Promise.reject(new Error("the connection is over"));
        up.send(bytes);
        return Promise.resolve();
      },
      close,
    },
    theirs: {
      incoming: up.stream,
      send: (bytes) => {
        if (isOpen) down.send(bytes);
      },
      close,
    },
  };
}
