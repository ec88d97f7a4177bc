/** What is on its way to one client, in order, as far as it keeps up. @module */

/** Half an hour of minutes of a whole market; who is farther behind will not catch up. */
const BYTES_MAX = 8 * 2 ** 20;

export class Outbox {
  readonly #socket: Deno.TcpConn;
  readonly #onBroken: () => void;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #writing = false;

  constructor(socket: Deno.TcpConn, onBroken: () => void) {
    this.#socket = socket;
    this.#onBroken = onBroken;
  }

  send(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > BYTES_MAX) this.#onBroken();
    else if (!this.#writing) void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    try {
      while (this.#waiting.length > 0) {
        let bytes = joined(this.#waiting);
        this.#waiting = [];
        while (bytes.length > 0) {
          const written = await this.#socket.write(bytes);
          this.#bytes -= written;
          bytes = bytes.subarray(written);
        }
      }
      this.#writing = false;
    } catch {
      // The client is gone; what it was to be told, it will ask for again.
      this.#onBroken();
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
