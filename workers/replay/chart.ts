/** One line over time as a self-contained SVG with its axes. @module */
import type { DateTick } from "./chart_dates.ts";
import { type Markup, markup } from "./markup.ts";

export interface Chart {
  /** Unique on its page. */
  id: string;
  title: string;
  /** What the picture shows, for those who do not see it. */
  description: string;
  width: number;
  height: number;
  /** Room left and right of the plot for labels. */
  left: number;
  right: number;
  points: readonly { at: number; value: number }[];
  /** Time of the left and of the right edge. */
  from: number;
  to: number;
  /** Labelled values; the lowest and the highest are the edges. */
  ticks: readonly { value: number; label: string }[];
  dates: readonly DateTick[];
  /** A dashed line across, such as where the curve began. */
  level?: number;
  /** Names the last point, at its right. */
  last?: string;
  /** Fills between the line and this value. */
  fillTo?: number;
}

const TOP = 10;
const FOOT = 28;

export function chart(plan: Chart): Markup {
  const { id, title, description, width, height, points } = plan;
  const { x, y } = scales(plan);
  const line = points.map(({ at, value }) => `${x(at)} ${y(value)}`).join("L");
  return markup`<svg role="img" viewBox="0 0 ${width} ${height}"
 aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${description}</desc>
${rows(plan)}${columns(plan)}${area(plan, line)}${level(plan)}
<path class="line" d="M${line}"/>${last(plan)}</svg>`;
}

/** From time and value to pixels, to a tenth. */
function scales({ width, height, left, right, from, to, ticks }: Chart) {
  const low = ticks[0]!.value;
  const high = ticks.at(-1)!.value;
  const across = (width - left - right) / Math.max(1, to - from);
  const up = (height - TOP - FOOT) / (high - low);
  return {
    x: (at: number) => tenth(left + (at - from) * across),
    y: (value: number) => tenth(TOP + (high - value) * up),
  };
}

function rows(plan: Chart): Markup[] {
  const { y } = scales(plan);
  const end = plan.width - plan.right;
  return plan.ticks.map(({ value, label }) =>
    markup`<path class="grid" d="M${plan.left} ${y(value)}H${end}"/>
<text x="${plan.left - 8}" y="${
      tenth(y(value) + 4)
    }" text-anchor="end">${label}</text>
`
  );
}

function columns(plan: Chart): Markup[] {
  const { x } = scales(plan);
  const foot = plan.height - FOOT;
  return plan.dates.map(({ at, label }) =>
    markup`<path class="grid" d="M${x(at)} ${TOP}V${foot + 4}"/>
<text x="${x(at)}" y="${foot + 21}" text-anchor="middle">${label}</text>
`
  );
}

function area(plan: Chart, line: string): Markup {
  const { points, fillTo } = plan;
  if (fillTo === undefined) return markup``;
  const { x, y } = scales(plan);
  const base = y(fillTo);
  const start = x(points[0]!.at);
  const end = x(points.at(-1)!.at);
  return markup`<path class="area" d="M${start} ${base}L${line}L${end} ${base}Z"/>
`;
}

function level({ level, ...plan }: Chart): Markup {
  if (level === undefined) return markup``;
  const { y } = scales(plan);
  const end = plan.width - plan.right;
  return markup`<path class="level" d="M${plan.left} ${y(level)}H${end}"/>`;
}

function last(plan: Chart): Markup {
  const { x, y } = scales(plan);
  const { at, value } = plan.points.at(-1)!;
  if (plan.last === undefined) return markup``;
  const right = tenth(x(at) + 8);
  return markup`<circle class="dot" cx="${x(at)}" cy="${y(value)}" r="3.5"/>
<text class="last" x="${right}" y="${tenth(y(value) + 4)}">${plan.last}</text>`;
}

function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
