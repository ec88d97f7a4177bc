/** The endless answer of a practice venue that is asked for its clock. @module */
import { Published } from "../../practice/market_time.ts";

/** It publishes every 500 ms; one so long silent is gone. */
const SILENCE_MS = 3_000;

/**
 * What the venue at `url` publishes, one JSON document per line, until it ends
 * the answer, falls silent, says something else, or `closed` aborts. Whoever
 * follows it asks again: why it ended makes no difference to that.
 */
export async function* publications(
  url: string,
  closed: AbortSignal,
): AsyncGenerator<Published> {
  const gone = new AbortController();
  const end = () => gone.abort();
  closed.addEventListener("abort", end);
  let silence = setTimeout(end, SILENCE_MS);
  try {
    const answer = await fetch(url, { signal: gone.signal });
    let rest = "";
    for await (
      const text of answer.body!.pipeThrough(new TextDecoderStream())
    ) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) yield Published.parse(JSON.parse(line));
    }
  } catch {
    return; // nobody there, cut off, or no clock: the follower asks again
  } finally {
    clearTimeout(silence);
    closed.removeEventListener("abort", end);
    end();
  }
}
