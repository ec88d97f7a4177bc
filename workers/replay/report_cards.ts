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
  const items = cardsOf(replayed).map(({ name, value, note }) =>
    markup`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>
`
  );
  return markup`<dl class="cards">
${items}</dl>`;
}

function cardsOf(replayed: Replayed): Card[] {
  const { performance, market, curve, buyAndHold, equityEnd } = replayed;
  const { trades, orders, fees } = performance;
  const figures = figuresOf(replayed);
  const { currency } = market;
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
      note: `after ${amountText(fees)} of fees`,
    },
    {
      name: "Trades",
      value: countText(trades),
      note: trades > 0
        ? `${percentText(figures.winRate)} % won`
        : `from ${counted(orders, "order")}`,
    },
    {
      name: "Maximum drawdown",
      value: `${percentText(curve.maxDrawdown)} %`,
      note: "from the highest equity before",
    },
    {
      name: "Exposure",
      value: `${percentText(figures.exposure)} %`,
      note: "of trading minutes held something",
    },
  ];
}
