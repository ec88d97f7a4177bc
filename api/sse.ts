/**
 * Subscriptions as server-sent events: each event carries its cursor as `id`,
 * and a listener that does not read is let go instead of being waited for.
 *
 * @module
 */
import type { ExecutionResult } from "graphql";
import type { Feed } from "./feed.ts";

/** Proxies and browsers cut what is silent for longer. */
const PING_MS = 12_000;
/** How long a listener may take to read that it is over. */
const GOODBYE_MS = 5_000;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  // nginx would hold events back until its buffer is full.
  "x-accel-buffering": "no",
};

const PING = bytesOf(":\n\n");
const COMPLETE = "event: complete\ndata:\n\n";

export interface Wording {
  result(result: ExecutionResult): string;
  /** What to tell of an error: never more than the asker may know. */
  fault(error: Error): string;
}

/** The response that tells `results`, which `feed` brings about. */
export function eventStream(
  results: AsyncIterable<ExecutionResult>,
  feed: Feed,
  wording: Wording,
): Response {
  const iterator = results[Symbol.asyncIterator]();
  const over = new AbortController();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(PING); // or some browsers would wait for the headers
      keepAlive(controller, over.signal);
      const end = () => {
        if (over.signal.aborted) return;
        over.abort();
        sayGoodbye(controller, feed.over.reason, wording);
      };
      feed.over.addEventListener("abort", end);
      if (feed.over.aborted) end();
    },
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (over.signal.aborted) return; // goodbye is said
      if (done) return feed.end();
      const data = wording.result(value);
      const event = `event: next\nid: ${feed.told}\ndata: ${data}\n\n`;
      controller.enqueue(bytesOf(event));
    },
    async cancel() {
      over.abort();
      feed.end();
      await iterator.return?.();
    },
  });
  return new Response(stream, { headers: HEADERS });
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

function keepAlive(controller: Controller, over: AbortSignal): void {
  const ping = setInterval(() => {
    if ((controller.desiredSize ?? 0) > 0) controller.enqueue(PING);
  }, PING_MS);
  over.addEventListener("abort", () => clearInterval(ping));
}

/** Says why it is over and closes; whoever does not read that is cut off. */
function sayGoodbye(
  controller: Controller,
  why: unknown,
  wording: Wording,
): void {
  if (why instanceof Error) {
    const data = wording.fault(why);
    controller.enqueue(bytesOf(`event: next\ndata: ${data}\n\n`));
  }
  controller.enqueue(bytesOf(COMPLETE));
  controller.close();
  const cut = setTimeout(() => controller.error(why), GOODBYE_MS);
  Deno.unrefTimer(cut);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
