/** Market time for whoever follows it: /practice/clock. @module */
import type { Published } from "../../core/practice/market_time.ts";
import type { PracticeClock } from "./clock.ts";

/** A follower that does not read is told again later, not all at once. */
const UNREAD_MAX = 4;

const encoder = new TextEncoder();

/** One line of JSON at once and one for each publication, without end. */
export function clockPage(clock: PracticeClock, ended: AbortSignal): Response {
  let leave = () => {};
  const lines = new ReadableStream<Uint8Array>({
    start(controller) {
      const tell = (published: Published) => {
        if ((controller.desiredSize ?? 0) <= -UNREAD_MAX) return;
        controller.enqueue(encoder.encode(`${JSON.stringify(published)}\n`));
      };
      const end = () => {
        leave();
        controller.close();
      };
      const unlisten = clock.listen(tell);
      leave = () => {
        unlisten();
        ended.removeEventListener("abort", end);
      };
      tell(clock.published);
      ended.addEventListener("abort", end);
    },
    cancel: () => leave(),
  });
  const headers = { "content-type": "application/x-ndjson" };
  return new Response(lines, { headers });
}
