/** The equity curve and its drawdown, drawn for a wide and for a narrow screen. @module */
import { localInstant } from "../../core/market/sessions.ts";
import { MILLION } from "../../core/money.ts";
import type { EquityPoint } from "../../core/practice/equity_curve.ts";
import { type Chart, chart } from "./chart.ts";
import { dateTicks } from "./chart_dates.ts";
import { thinned } from "./chart_thin.ts";
import { roundTicks } from "./chart_ticks.ts";
import { type Markup, markup } from "./markup.ts";
import { amountText, percentText } from "./notation.ts";
import type { Replayed } from "./run.ts";

interface Size {
  name: "wide" | "narrow";
  width: number;
  /** Of the equity; the drawdown is as high as its share of it. */
  height: number;
  /** Points that can be told apart. */
  points: number;
  dates: number;
}

const SIZES: readonly Size[] = [
  { name: "wide", width: 800, height: 300, points: 800, dates: 9 },
  { name: "narrow", width: 350, height: 230, points: 400, dates: 5 },
];
const DRAWDOWN_SHARE = 0.55;
/** A digit of the widest usual fonts, and the gap around a label. */
const DIGIT = 7.4;
const LABEL_GAP = 14;

/** Figures of both, or a sentence when there is nothing to draw. */
export function curveCharts(replayed: Replayed): Markup {
  const { curve, market, equityStart, equityEnd } = replayed;
  if (curve.points.length === 0) {
    return markup`<p>Nothing to draw: no trading date was reached.</p>`;
  }
  const sizes = SIZES.map((size) => ({ size, frame: frameOf(replayed, size) }));
  const drawings = (draw: typeof equityChart) =>
    sizes.map(({ size, frame }) =>
      markup`<div class="${size.name}">${draw(replayed, size, frame)}</div>`
    );
  return markup`<figure>${drawings(equityChart)}
<figcaption>Equity at the end of each date. Dashed: the start, ${
    amountText(equityStart)
  } ${market.currency}; the end, ${amountText(equityEnd)}.</figcaption></figure>
<h3>Drawdown</h3>
<figure>${drawings(drawdownChart)}
<figcaption>Deepest fall of each date from the highest equity before it; at most ${
    percentText(curve.maxDrawdown)
  } %.</figcaption></figure>`;
}

/** What both drawings of one size share, so that their dates are in line. */
interface Frame {
  points: EquityPoint[];
  equityTicks: Chart["ticks"];
  last: string;
  shared: Pick<Chart, "width" | "left" | "right" | "from" | "to" | "dates">;
}

function frameOf(replayed: Replayed, size: Size): Frame {
  const { market, equityStart } = replayed;
  const from = localInstant(replayed.market, replayed.from);
  const start = { at: from, equity: equityStart, drawdown: 0 };
  const points = thinned([start, ...replayed.curve.points], size.points);
  const to = points.at(-1)!.at;
  const equityTicks = equityTicksOf(points.map(({ equity }) => equity));
  const last = lastLabel(points.at(-1)!.equity, size, equityTicks);
  const labels = [...equityTicks.map(({ label }) => label), "-0.00 %"];
  const left = Math.max(...labels.map(({ length }) => length)) * DIGIT;
  return {
    points,
    equityTicks,
    last,
    shared: {
      width: size.width,
      left: Math.round(left + LABEL_GAP),
      right: Math.round(last.length * DIGIT + LABEL_GAP),
      from,
      to,
      dates: dateTicks(from, to, market.timezone, size.dates),
    },
  };
}

function equityChart(replayed: Replayed, size: Size, frame: Frame): Markup {
  const { from, to, market, equityStart, equityEnd } = replayed;
  const { currency } = market;
  return chart({
    ...frame.shared,
    id: `equity-${size.name}`,
    title: `Equity in ${currency}`,
    description: `From ${amountText(equityStart)} ${currency} on ${from} to ` +
      `${amountText(equityEnd)} ${currency} on ${to}.`,
    height: size.height,
    points: frame.points.map(({ at, equity }) => (
      { at, value: equity / MILLION }
    )),
    ticks: frame.equityTicks,
    level: equityStart / MILLION,
    last: frame.last,
  });
}

function drawdownChart(replayed: Replayed, size: Size, frame: Frame): Markup {
  const deepest = percentText(replayed.curve.maxDrawdown);
  const percents = frame.points.map(({ at, drawdown }) => (
    { at, value: -100 * (Number.isFinite(drawdown) ? drawdown : 0) }
  ));
  const lowest = Math.min(...percents.map(({ value }) => value));
  // Without any fall the zero line still needs room below it.
  const steps = roundTicks(lowest || -1, 0, 3, 0.01);
  const decimals = decimalsOf(steps);
  return chart({
    ...frame.shared,
    id: `drawdown-${size.name}`,
    title: "Drawdown in percent",
    description: `Falls from the highest equity before; at most ${deepest} %.`,
    height: Math.round(size.height * DRAWDOWN_SHARE),
    points: percents,
    ticks: steps.map((value) => ({
      value,
      label: `${(value + 0).toFixed(value === 0 ? 0 : decimals)} %`,
    })),
    fillTo: 0,
  });
}

/** Ticks around all amounts; equity that never moved gets room around it. */
function equityTicksOf(millionths: readonly number[]): Chart["ticks"] {
  let low = Math.min(...millionths) / MILLION;
  let high = Math.max(...millionths) / MILLION;
  if (low === high) {
    const room = Math.max(1, Math.abs(low) * 0.001);
    low -= room;
    high += room;
  }
  const values = roundTicks(low, high, 4, 0.01);
  const decimals = decimalsOf(values) > 0 ? 2 : 0;
  return values.map((value) => ({ value, label: grouped(value, decimals) }));
}

/** Decimals that tell steps apart. */
function decimalsOf(values: readonly number[]): number {
  const step = values[1]! - values[0]!;
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

/** On a narrow screen an amount goes without its cents, if they cannot be seen. */
function lastLabel(
  millionths: number,
  { name }: Size,
  [first, second]: Chart["ticks"],
): string {
  const coarse = second!.value - first!.value >= 10;
  return grouped(millionths / MILLION, name === "narrow" && coarse ? 0 : 2);
}

function grouped(value: number, decimals: number): string {
  return (value + 0).toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
