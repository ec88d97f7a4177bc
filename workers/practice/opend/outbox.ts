/** What is on its way to one client, in order, as far as it keeps up. @module */

export class Outbox {
  readonly #socket: Deno.TcpConn;
  readonly #bytesMax: number;
  readonly #onBroken: () => void;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #writing = false;

  /** Who is farther behind than `bytesMax` will not catch up. */
  constructor(socket: Deno.TcpConn, bytesMax: number, onBroken: () => void) {
    this.#socket = socket;
    this.#bytesMax = bytesMax;
    this.#onBroken = onBroken;
  }

  send(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > this.#bytesMax) this.#onBroken();
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
