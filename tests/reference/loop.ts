/**
 * The whole of a replay as one loop over minutes: plain arrays, no events, no
 * ports, nothing incremental. Slow, and simple enough to be checked by reading.
 * The real thing must do the same, trade for trade.
 *
 * @module
 */
import {
  type Account,
  equityOf,
  type Holding,
  type Moment,
  openHoldings,
  type Order,
} from "./account.ts";
import { type Bars, MINUTE } from "./bars.ts";
import { isTrading, type Session, sessionsOf } from "./calendar.ts";
import { chartOf } from "./chart.ts";
import { Follower, type Sight } from "./sight.ts";
import { review, trade, watch } from "./trader.ts";
import type { TraderFacts } from "./traders.ts";
import { endOrders, matchBar } from "./venue.ts";

const HOUR = 60 * MINUTE;

export interface Outcome {
  orders: Order[];
  holdings: Holding[];
  cash: number;
}

/** @param tape Sorted by symbol: bars of one minute are taken in this order. */
export function replayNaively(
  facts: TraderFacts,
  tape: Bars[],
  from: string,
  to: string,
): Outcome {
  const sessions = sessionsOf(facts.market, from, to);
  const followers = tape.map((bars) => new Follower(chartOf(bars, sessions)));
  const account: Account = {
    facts,
    cash: facts.cash,
    orders: [],
    holdings: [],
    everyOrder: [],
    everyHolding: [],
    reducing: false,
    startingEquity: facts.cash,
  };
  sessions.forEach((session, index) => {
    beginDay(account, momentAt(session, index, followers, -HOUR / 2));
    const minutes = (session.close - session.open) / MINUTE;
    for (let minute = 0; minute <= minutes; minute++) {
      const moment = momentAt(session, index, followers, minute * MINUTE);
      playMinute(account, followers, session, moment);
    }
  });
  const { everyOrder, everyHolding, cash } = account;
  return { orders: everyOrder, holdings: everyHolding, cash };
}

/** @param after Milliseconds since the open. */
function momentAt(
  { date, open, close }: Session,
  index: number,
  followers: Follower[],
  after: number,
): Moment {
  const at = open + after;
  // Before its open a session has not begun for what is counted by session.
  const session = after < 0 ? index - 1 : index;
  const sightOf = (symbol: string): Sight | undefined =>
    followers.find(({ chart }) => chart.bars.symbol === symbol)!
      .sightAt(at, session);
  return { at, date, close, sightOf };
}

/** Half an hour before the open: what the day's limit counts from. */
function beginDay(account: Account, moment: Moment): void {
  account.startingEquity = equityOf(account, moment);
  account.reducing = false;
  account.orders = [];
  account.holdings = openHoldings(account);
}

function playMinute(
  account: Account,
  followers: Follower[],
  session: Session,
  moment: Moment,
): void {
  const { at, date, sightOf } = moment;
  const { open, close, lunch } = session;
  for (const follower of followers) {
    const bar = follower.barEndingAt(at);
    if (bar >= 0) matchBar(account, follower.chart.bars, bar, date, at);
  }
  endOrders(account, at, close);
  if (!isTrading(session, at)) return;
  // Where trading begins there is no price of it yet to watch.
  const begins = at === open || at === lunch?.end;
  if (!begins) watch(account, moment, session);
  if (at === open || at % HOUR === 0) {
    const sights = followers.map(({ chart }) => sightOf(chart.bars.symbol))
      .filter((sight) => sight !== undefined);
    trade(account, moment, sights);
  }
  if (lunch && at === lunch.start - 10 * MINUTE) {
    review(account, moment, session, "lunch");
  }
  if (at === close - 15 * MINUTE) review(account, moment, session, "close");
}
