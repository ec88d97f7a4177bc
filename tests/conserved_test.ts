/** Whatever is sent, filled, cancelled and rejected: no cash and no share is made or lost. */
import assert from "node:assert/strict";
import type { Trader } from "../core/agents/agent.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { book } from "../core/flows/book.ts";
import { marketOf } from "../core/market/mod.ts";
import { money } from "../core/money.ts";
import { Venue, type VenueOrder } from "../core/practice/venue.ts";
import { type Instant, plus } from "../core/time.ts";
import { random } from "./charts.ts";
import { amount, at, price, TestDesk } from "./desk.ts";
import { order } from "./records.ts";

/** Little enough that buys are rejected for it now and then. */
const CASH = amount("60000");
const ORDERS = 400;

/** A whole number below `below`. */
type Dice = (below: number) => number;

function orderFrom(
  dice: Dice,
  id: string,
  symbol: string,
  lot: number,
): VenueOrder {
  const side = dice(2) === 0 ? "buy" : "sell";
  const limitPrice = price((100 + dice(21) / 10).toFixed(1));
  return {
    id,
    symbol,
    side,
    quantity: lot * (1 + dice(3)),
    type: "limit",
    limitPrice,
    stopPrice: null,
    goodTill: "day",
  };
}

/** Sends one order, plays one bar, and books what the venue tells; answers the fills. */
async function step(
  { test, venue, dice }: { test: TestDesk; venue: Venue; dice: Dice },
  sent: VenueOrder,
  now: Instant,
): Promise<number> {
  const { status } = venue.submit(sent, now);
  const purpose = sent.side === "buy" ? "entry" : "exit";
  await test.keep(order({ ...sent, purpose, positionId: "p1", status }));
  if (dice(10) < 3) venue.cancel(sent.id, now);
  const open = 100e6 + dice(21) * 1e5;
  const bar = { open, high: open + 1e5, low: open - 1e5 };
  const volume = dice(sent.quantity * 10);
  const over = plus(now, 30_000);
  venue.match(sent.symbol, { ...bar, volume }, over, over);
  venue.pass(over);
  const news = venue.takeNews();
  for (const report of news) await book(test.desk, report);
  return news.filter(({ cumulativeQuantity }) => cumulativeQuantity > 0).length;
}

const DAYS: [agent: Trader, symbol: string, open: string][] = [
  [devClaude, "AAPL", "2026-11-23T14:30:00Z"],
  [intlClaude, "0700", "2026-11-23T01:30:00Z"],
];

for (const [agent, symbol, open] of DAYS) {
  Deno.test(`Cash and holdings are conserved through ${ORDERS} orders of ${agent.id}, and the books follow`, async () => {
    const market = marketOf(agent.market);
    const next = random(7);
    const dice: Dice = (below) => Math.floor(next() * below);
    const test = new TestDesk({ agent, now: at(open), cash: CASH });
    const venue = new Venue(market, CASH);
    let fills = 0;
    for (let i = 0; i < ORDERS; i++) {
      const sent = orderFrom(dice, `o${i}`, symbol, market.lotOf(symbol)!);
      fills += await step(
        { test, venue, dice },
        sent,
        plus(at(open), i * 20_000),
      );
      assert.ok(venue.cash >= 0, "never more spent than there was");
      assert.ok((venue.holdings.get(symbol) ?? 0) >= 0, "nothing sold short");
    }
    assert.ok(fills > 100, `only ${fills} fills`);
    const orders = [...test.books.orders.values()];
    const spent = orders.reduce(
      (sum, { side, filledValue, fees }) =>
        sum + (side === "buy" ? filledValue : -filledValue) + fees,
      0,
    );
    assert.equal(venue.cash, money(CASH - spent));
    assert.equal(test.books.cash, venue.cash);
    assert.equal(test.position("p1").quantity, venue.holdings.get(symbol));
  });
}
