/** The server's log: one file, kept short by whoever uses the server, and read for why a start failed. @module */
import { giveTo } from "./account.ts";
import { ifThere } from "./error.ts";
import type { Place } from "./place.ts";

const BYTES_MAX = 8_000_000;
const BYTES_KEPT = 1_000_000;

/** Makes it, if it is not there, for the server to write; answers its length in bytes. */
export async function prepareLog(place: Place): Promise<number> {
  const file = await Deno.open(place.log, { create: true, append: true });
  file.close();
  await giveTo(place.account, place.log, 0o600);
  await shortenLog(place);
  return (await Deno.stat(place.log)).size;
}

/**
 * Cuts a long log to its last part. In place: the server goes on writing at the
 * new end, and lines it writes just now may be lost.
 */
export async function shortenLog(
  place: Place,
  bytesMax = BYTES_MAX,
  bytesKept = BYTES_KEPT,
): Promise<void> {
  const size = (await ifThere(Deno.stat(place.log)))?.size ?? 0;
  if (size <= bytesMax) return;
  const tail = await readFrom(place, size - bytesKept);
  await Deno.truncate(place.log);
  await Deno.writeTextFile(place.log, tail, { append: true });
}

/** What was written after the first `start` bytes. */
export async function readFrom(place: Place, start: number): Promise<string> {
  using file = await Deno.open(place.log);
  const { size } = await file.stat();
  await file.seek(start, Deno.SeekMode.Start);
  const bytes = new Uint8Array(Math.max(0, size - start));
  let length = 0;
  while (length < bytes.length) {
    const read = await file.read(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}
