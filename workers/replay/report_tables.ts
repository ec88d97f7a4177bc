/** The tables of the page: exits with bars, refusals, all numbers. @module */
import type { Performance } from "../../core/practice/performance.ts";
import { type Markup, markup } from "./markup.ts";
import { amountText, countText, gainText } from "./notation.ts";
import { numbersOf } from "./numbers.ts";
import type { Replayed } from "./run.ts";

/** Trades and net result by the rule that ended them; losses reach to the left. */
export function exitsTable({ performance, market }: Replayed): Markup {
  const { exits } = performance;
  if (exits.length === 0) return markup`<p>No trade was closed.</p>`;
  const nets = exits.map(([, , net]) => net);
  const loss = Math.max(0, ...nets.map((net) => -net));
  const gain = Math.max(0, ...nets);
  const reach = loss + gain || 1;
  const rows = exits.map((exit) => exitRow(exit, loss / reach, reach));
  return markup`<table class="exits"><thead><tr><th scope="col">Rule</th>
<th scope="col" class="number">Trades</th>
<th scope="col" class="number">Net, ${market.currency}</th>
<td></td></tr></thead><tbody>
${rows}</tbody></table>`;
}

/** `zero` is where zero lies on the track, as a share of its width. */
function exitRow(
  [rule, trades, net]: Performance["exits"][number],
  zero: number,
  reach: number,
): Markup {
  const width = Math.abs(net) / reach;
  const start = net < 0 ? zero - width : zero;
  const kind = net < 0 ? "loss" : "gain";
  return markup`<tr><th scope="row"><code>${breakable(rule)}</code></th>
<td class="number">${countText(trades)}</td>
<td class="number ${kind}">${gainText(net)}</td>
<td class="track"><div><i style="left:${percent(zero)}"></i>
<b class="${kind}" style="left:${percent(start)};width:${
    percent(width)
  }"></b></div></td></tr>
`;
}

export function refusalsTable({ performance }: Replayed): Markup {
  const { refusals } = performance;
  if (refusals.length === 0) return markup`<p>Nothing was refused.</p>`;
  const rows = refusals.map(([code, count]) =>
    markup`<tr><th scope="row"><code>${breakable(code)}</code></th>
<td class="number">${countText(count)}</td></tr>
`
  );
  return markup`<table><thead><tr><th scope="col">Code</th>
<th scope="col" class="number">Count</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

export function numbersTable(replayed: Replayed): Markup {
  const { bars, seconds, difference, market } = replayed;
  const rows = [
    ...numbersOf(replayed).flat(),
    {
      label: "Difference",
      value: amountText(difference),
      unit: market.currency,
      note: "books against the account",
    },
    {
      label: "Bars",
      value: countText(bars),
      unit: "",
      note: `in ${seconds.toFixed(2)} s`,
    },
  ];
  return markup`<table><tbody>
${
    rows.map(({ label, value, unit, note }) =>
      markup`<tr><th scope="row">${label} <small class="note">${note}</small></th>
<td class="number">${value}</td><td>${unit}</td></tr>
`
    )
  }</tbody></table>`;
}

/** Long names may break after their underscores. */
function breakable(name: string): Markup[] {
  return name.split("_").map((part, i) =>
    i === 0 ? markup`${part}` : markup`_<wbr>${part}`
  );
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10}%`;
}
