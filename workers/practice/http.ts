/** What the practice venue tells of itself: its clock and its accounts. @module */
import { written } from "../../core/money.ts";
import type { Published } from "../../core/practice/market_time.ts";
import type { PracticeClock } from "./clock.ts";
import type { Floor } from "./floor.ts";

/** A follower that does not read is told again later, not all at once. */
const UNREAD_MAX = 4;

/** Answers `/practice/…`; undefined for everything else. */
export function practicePages(
  clock: PracticeClock,
  floors: readonly Floor[],
  ended: AbortSignal,
): (request: Request) => Response | undefined {
  return (request) => {
    switch (new URL(request.url).pathname) {
      case "/practice/clock":
        return clockAnswer(clock, ended);
      case "/practice/accounts":
        return Response.json(floors.map(accountOf));
    }
  };
}

/** One line of JSON at once and one for each publication, without end. */
function clockAnswer(clock: PracticeClock, ended: AbortSignal): Response {
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

const encoder = new TextEncoder();

/** As the venue has it; agents' books must say the same. */
function accountOf(floor: Floor) {
  const { cash, holdings } = floor.state();
  const held = [...holdings.values()].filter(({ quantity }) => quantity !== 0);
  return {
    market: floor.market.id,
    account: floor.account,
    currency: floor.market.currency,
    cash: written(cash),
    positions: Object.fromEntries(
      held.map(({ symbol, quantity }) => [symbol, quantity]),
    ),
    workingOrders:
      floor.orders().filter(({ status }) =>
        status === "accepted" || status === "partial"
      ).length,
  };
}
