/** A replay as JSON for other programs: money as decimal text, ratios as numbers. @module */
import { money, written } from "../../core/money.ts";
import type { Performance } from "../../core/practice/performance.ts";
import { figuresOf } from "./figures.ts";
import type { Replayed } from "./run.ts";

/** What is not known is null: JSON has no NaN. */
export function jsonReport(replayed: Replayed): string {
  const { agent, market, performance, curve } = replayed;
  const figures = figuresOf(replayed);
  const report = {
    agent: agent.id,
    market: market.id,
    currency: market.currency,
    from: replayed.from,
    to: replayed.to,
    bars: replayed.bars,
    seconds: replayed.seconds,
    equityStart: written(replayed.equityStart),
    equityEnd: written(replayed.equityEnd),
    return: known(figures.return),
    buyAndHold: known(replayed.buyAndHold),
    realised: written(performance.realized),
    unrealised: written(performance.unrealized),
    fees: written(performance.fees),
    difference: written(replayed.difference),
    orders: performance.orders,
    trades: performance.trades,
    open: performance.open,
    winRate: figures.winRate,
    expectancy: expectancyOf(performance),
    edge: figures.edge,
    verdict: figures.verdict,
    maxDrawdown: known(curve.maxDrawdown),
    exposure: figures.exposure,
    exits: performance.exits.map(([rule, trades, net]) => (
      { rule, trades, net: written(net) }
    )),
    refusals: performance.refusals.map(([code, count]) => ({ code, count })),
    stateHash: replayed.stateHash,
  };
  return JSON.stringify(report, null, 2);
}

function expectancyOf({ expectancy }: Performance) {
  const { mean, low, high, clusters } = expectancy;
  return {
    mean: rounded(mean),
    low: rounded(low),
    high: rounded(high),
    sessions: clusters,
  };
}

function known(ratio: number): number | null {
  return Number.isFinite(ratio) ? ratio : null;
}

/** A mean need not be whole millionths. */
function rounded(millionths: number): string | null {
  return Number.isFinite(millionths)
    ? written(money(Math.round(millionths)))
    : null;
}
