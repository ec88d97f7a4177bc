/** The key figures at the top of the page. @module */
import { figuresOf } from "./figures.ts";
import { type Markup, markup } from "./markup.ts";
import {
  amountText,
  counted,
  countText,
  gainText,
  percentText,
  riseText,
} from "./notation.ts";
import { tieText } from "./numbers.ts";
import type { Replayed } from "./run.ts";

interface Card {
  name: string;
  value: string;
  note: string;
}

export function cards(replayed: Replayed): Markup {
  const items = [...moneyCards(replayed), ...tradeCards(replayed)].map((
    { name, value, note },
  ) =>
    markup`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>
`
  );
  return markup`<dl class="cards">
${items}</dl>`;
}

function moneyCards(replayed: Replayed): Card[] {
  const { performance, market, buyAndHold, equityEnd } = replayed;
  const { currency } = market;
  const figures = figuresOf(replayed);
  return [
    {
      name: "Return",
      value: `${riseText(figures.return)} %`,
      note: Number.isFinite(buyAndHold)
        ? `buy and hold ${riseText(buyAndHold)} %`
        : "buy and hold not known",
    },
    {
      name: `Net result, ${currency}`,
      value: gainText(figures.net),
      note: tieText(replayed),
    },
    {
      name: `Equity at end, ${currency}`,
      value: amountText(equityEnd),
      note: `after ${amountText(performance.fees)} of fees`,
    },
  ];
}

function tradeCards(replayed: Replayed): Card[] {
  const { trades, orders } = replayed.performance;
  const figures = figuresOf(replayed);
  return [
    {
      name: "Trades",
      value: countText(trades),
      note: trades > 0
        ? `${percentText(figures.winRate)} % won`
        : `from ${counted(orders, "order")}`,
    },
    {
      name: "Maximum drawdown",
      value: `${percentText(replayed.curve.maxDrawdown)} %`,
      note: "from the highest equity before",
    },
    {
      name: "Exposure",
      value: `${percentText(figures.exposure)} %`,
      note: "of trading minutes held something",
    },
  ];
}
