/** The numbers of a replay as rows that people read, in a terminal or on a page. @module */
import { figuresOf } from "./figures.ts";
import {
  amountText,
  counted,
  countText,
  gainText,
  NONE,
  percentText,
  riseText,
} from "./notation.ts";
import type { Replayed } from "./run.ts";

export interface Row {
  label: string;
  /** The bare number. */
  value: string;
  /** "USD", "%", or empty. */
  unit: string;
  note: string;
}

/** Rows in groups that belong together: first the money, then the trades. */
export function numbersOf(replayed: Replayed): Row[][] {
  return [moneyRows(replayed), tradeRows(replayed)];
}

/** That it ties out, or in capitals by how much it does not. */
export function tieText(replayed: Replayed): string {
  const { difference, market } = replayed;
  if (figuresOf(replayed).tiesOut) return "ties out with the account";
  return `DOES NOT TIE OUT by ${amountText(difference)} ${market.currency}`;
}

/** The mean's 95 % bounds: "95 % interval -1.70 to 3.51 USD over 120 sessions". */
export function intervalText({ performance, market }: Replayed): string {
  const { low, high, clusters } = performance.expectancy;
  if (clusters < 2) return "no interval from fewer than 2 sessions";
  return `95 % interval ${amountText(low)} to ${amountText(high)} ` +
    `${market.currency} over ${clusters} sessions`;
}

/** A sentence where there are no trades to list, else undefined. */
export function noTradesText({ performance }: Replayed): string | undefined {
  const { trades, open, orders } = performance;
  if (trades > 0) return undefined;
  if (open > 0) {
    return `No trades: ${counted(open, "position")} opened, none closed.`;
  }
  return orders > 0
    ? `No trades: of ${counted(orders, "order")} none opened a position.`
    : "No trades: not one order was sent.";
}

function moneyRows(replayed: Replayed): Row[] {
  const { market, performance, equityStart, equityEnd, buyAndHold } = replayed;
  const { realized, unrealized, fees } = performance;
  const figures = figuresOf(replayed);
  const sum = (label: string, value: string, note = ""): Row => (
    { label, value, unit: market.currency, note }
  );
  const benchmark = Number.isFinite(buyAndHold)
    ? `buy and hold ${riseText(buyAndHold)} %`
    : "buy and hold not known";
  return [
    sum("Equity at start", amountText(equityStart)),
    sum("Equity at end", amountText(equityEnd)),
    row("Return", riseText(figures.return), "%", benchmark),
    sum("Realised", amountText(realized)),
    sum("Unrealised", amountText(unrealized)),
    sum("Fees", amountText(fees)),
    sum("Net result", gainText(figures.net), tieText(replayed)),
  ];
}

function tradeRows(replayed: Replayed): Row[] {
  const { market, performance, curve } = replayed;
  const { trades, wins, orders, open, expectancy } = performance;
  const { winRate, exposure } = figuresOf(replayed);
  const sent = `${counted(orders, "order")}, ${countText(open)} still open`;
  const rows = [row("Trades", countText(trades), "", sent)];
  if (trades > 0) {
    const won = `${countText(wins)} of ${countText(trades)}`;
    rows.push(row("Win rate", percentText(winRate), "%", won));
    const mean = gainText(expectancy.mean);
    const unit = market.currency;
    rows.push(row("Expectancy", mean, unit, intervalText(replayed)));
  }
  rows.push(row("Maximum drawdown", percentText(curve.maxDrawdown), "%"));
  const share = percentText(exposure);
  rows.push(row("Exposure", share, "%", "of trading minutes held something"));
  return rows;
}

function row(label: string, value: string, unit: string, note = ""): Row {
  return { label, value, unit: value === NONE ? "" : unit, note };
}
