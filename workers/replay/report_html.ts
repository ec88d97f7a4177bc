/** A replay as one page that needs nothing but itself. @module */
import { curveCharts } from "./curve_charts.ts";
import { figuresOf } from "./figures.ts";
import { Markup, markup } from "./markup.ts";
import { gainText } from "./notation.ts";
import { intervalText, noTradesText, tieText } from "./numbers.ts";
import { cards } from "./report_cards.ts";
import { REPORT_STYLE } from "./report_style.ts";
import { exitsTable, numbersTable, refusalsTable } from "./report_tables.ts";
import type { Replayed } from "./run.ts";

/** The policy keeps a browser from fetching anything, whatever the text says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function htmlReport(replayed: Replayed): string {
  const { agent, market, from, to } = replayed;
  const title = `${agent.id} on ${market.id}, ${from} to ${to}`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Replay: ${title}</title>
<style>${new Markup(REPORT_STYLE)}</style>
</head>
<body>
<main>
${header(replayed, title)}
${cards(replayed)}
<section><h2>Equity</h2>${curveCharts(replayed)}</section>
<section><h2>Exits by rule</h2>${exitsTable(replayed)}</section>
<section><h2>Refusals by code</h2>${refusalsTable(replayed)}</section>
<section><h2>Numbers</h2>${numbersTable(replayed)}</section>
<footer class="quiet">State hash <code>${replayed.stateHash}</code></footer>
</main>
</body>
</html>
`;
  // A number and its sign stay on one line.
  return page.text.replaceAll(/(\d) %/g, "$1\u00a0%");
}

function header(replayed: Replayed, title: string): Markup {
  const { verdict, tiesOut } = figuresOf(replayed);
  const warning = tiesOut
    ? markup``
    : markup`<p class="warning">The books and the account: ${
      tieText(replayed)
    }. Do not trust these numbers.</p>`;
  return markup`<header><p class="quiet">Replay of ${title}</p>
<h1>${verdict}</h1>
<p>${summary(replayed)}</p>${warning}</header>`;
}

/** What the verdict rests on. */
function summary(replayed: Replayed): string {
  const { performance, market } = replayed;
  const { expectancy } = performance;
  return noTradesText(replayed) ??
    `A trade brought ${gainText(expectancy.mean)} ${market.currency} after ` +
      `fees on average: ${intervalText(replayed)}.`;
}
