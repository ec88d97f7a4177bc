/** A connection in memory: what one end writes the other reads. @module */
import type { Duplex as Ours } from "../../core/adapters/brokers/moomoo/duplex.ts";
import type { Duplex as Theirs } from "../../workers/practice/opend/duplex.ts";

export function pipePair(): [Ours, Theirs] {
  const up = new TransformStream<Uint8Array, Uint8Array>(
    undefined,
    undefined,
    new CountQueuingStrategy({ highWaterMark: 1_000 }),
  );
  const down = new TransformStream<Uint8Array, Uint8Array>(
    undefined,
    undefined,
    new CountQueuingStrategy({ highWaterMark: 1_000 }),
  );
  const [toThem, toUs] = [up.writable.getWriter(), down.writable.getWriter()];
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const writer of [toThem, toUs]) writer.close().catch(() => undefined);
  };
  const ours: Ours = {
    incoming: down.readable,
    write: (bytes) => toThem.write(bytes),
    close,
  };
  const theirs: Theirs = {
    incoming: up.readable,
    send: (bytes) => void toUs.write(bytes).catch(() => undefined),
    close,
  };
  return [ours, theirs];
}
