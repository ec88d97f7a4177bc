/** What the practice venue tells of itself, and is told: /practice/…. @module */
import type { MarketId } from "../../core/market/market.ts";
import { written } from "../../core/money.ts";
import type { PracticeClock } from "./clock.ts";
import { clockPage } from "./clock_page.ts";
import type { Floor } from "./floor.ts";
import { mischiefPage, type Mischiefs } from "./mischief_page.ts";

export interface PagesOptions {
  clock: PracticeClock;
  floors: readonly Floor[];
  ended: AbortSignal;
  mischiefs: Mischiefs;
  /** Per market: the most requests of each kind in any window of its broker's limits. */
  limits: ReadonlyMap<MarketId, () => Record<string, number>>;
}

/** Answers `/practice/…`; undefined for everything else. */
export function practicePages(
  { clock, floors, ended, mischiefs, limits }: PagesOptions,
): (request: Request) => Response | Promise<Response> | undefined {
  return (request) => {
    switch (new URL(request.url).pathname) {
      case "/practice/clock":
        return clockPage(clock, ended);
      case "/practice/accounts":
        return Response.json(floors.map(accountOf));
      case "/practice/limits":
        return Response.json(
          [...limits].map(([market, counts]) => ({ market, most: counts() })),
        );
      case "/practice/mischief":
        return mischiefPage(request, mischiefs);
    }
  };
}

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
