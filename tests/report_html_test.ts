/** The page of a replay: whole, self-contained and drawn right, whatever came of it. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import { money } from "../core/money.ts";
import type { RefusalCode } from "../core/outcome.ts";
import { htmlReport } from "../workers/replay/report_html.ts";
import type { Replayed } from "../workers/replay/run.ts";
import { curveOf, idle, replayedOf } from "./replayed.ts";

const START = 100_000_000_000;
/** Two waves over twelve years, with one peak and one fall of a single day. */
const LONG = Array.from(
  { length: 3_000 },
  (_, day) => Math.round(START * (1 + 0.1 * Math.sin(day / 240))),
).with(1_501, 2 * START).with(2_203, START / 4);

const PAGES: [name: string, Replayed][] = [
  ["a week", replayedOf()],
  ["no trades", idle()],
  ["no point", { ...idle(), curve: curveOf([]) }],
  ["one point", replayedOf({ curve: curveOf([101_498_770_000]) })],
  ["two points", replayedOf({ curve: curveOf([START, START / 2]) })],
  ["flat at nothing", { ...idle(), curve: curveOf([0, 0]) }],
  ["a move of a cent", replayedOf({ curve: curveOf([START, START + 10_000]) })],
  ["3,000 points", replayedOf({ curve: curveOf(LONG) })],
  ["Hong Kong", replayedOf({ market: hkex, buyAndHold: NaN })],
  ["only losses", replayedOf({}, { exits: [["stop_loss", 1, money(-5)]] })],
  ["a net of zero", replayedOf({}, { exits: [["stop_loss", 1, money(0)]] })],
];

for (const [name, replayed] of PAGES) {
  Deno.test(`the page of ${name} is whole and needs nothing else`, () => {
    const page = htmlReport(replayed);
    assert.deepEqual(unbalanced(page), []);
    assert.doesNotMatch(page, /NaN|undefined|Infinity|\[object|null/);
    assert.doesNotMatch(page, /https?:|\/\/|<script|url\(|@import|<link|<img/);
    assert.match(page, /<html lang="en">/);
    assert.doesNotMatch(page, /<th(?!ead| scope="(row|col)")/); // every one has its scope
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    const drawn = replayed.curve.points.length > 0;
    assert.equal(svgs(page).length, drawn ? 4 : 0); // two charts, two widths
    for (const svg of svgs(page)) assertDrawn(svg);
  });
}

Deno.test("a page names its figures, rules and codes", () => {
  const page = htmlReport(replayedOf());
  assert.match(page, /Equity in USD/);
  assert.match(page, /Drawdown in percent/);
  assert.match(page, /<dd>\+1\.50\u00a0%<\/dd>/);
  assert.match(page, /trailing_<wbr>stop[^]*\+1,600\.00/);
  assert.match(page, /<td class="number loss">-101\.23</);
  assert.match(page, /<b class="loss" style="left:0%;width:6%">/);
  assert.match(page, /<b class="gain" style="left:6%;width:94%">/);
  assert.match(page, /QUOTE_<wbr>STALE[^]*1,408/);
  assert.match(page, /State hash <code>c0ffee/);
  assert.match(htmlReport(idle()), /No trades: not one order was sent/);
  assert.match(
    htmlReport({ ...idle(), curve: curveOf([]) }),
    /Nothing to draw/,
  );
});

Deno.test("the drawdown has zero at its top, also where nothing fell", () => {
  for (const replayed of [replayedOf(), idle()]) {
    const svg = svgs(htmlReport(replayed)).find((one) =>
      one.includes("Drawdown")
    )!;
    const labels = [...svg.matchAll(/ y="([\d.]+)"[^>]*>(\S+)\u00a0%</g)];
    const [top] = labels.toSorted((a, b) => Number(a[1]) - Number(b[1]));
    assert.equal(top![2], "0");
    assert.ok(labels.length > 1);
  }
});

Deno.test("a long curve is thinned, but keeps its peak and its fall", () => {
  const page = htmlReport(replayedOf({ curve: curveOf(LONG) }));
  for (const svg of svgs(page)) {
    assert.ok(pointsOf(svg).length <= 800);
    assert.ok(pointsOf(svg).length > 200);
  }
  const heights = pointsOf(svgs(page)[0]!).map(([, y]) => y!);
  const usual = heights.toSorted((a, b) => a - b);
  assert.ok(usual[1]! - usual[0]! > 50, "the one-day peak is gone");
  assert.ok(usual.at(-1)! - usual.at(-2)! > 50, "the one-day fall is gone");
});

Deno.test("text stays text", () => {
  const evil = `<img src=x onerror="alert('1')">&`;
  const replayed = replayedOf({ stateHash: evil }, {
    exits: [[evil, 1, money(1)]],
    refusals: [[evil as RefusalCode, 1]],
  });
  const { agent } = replayed;
  const page = htmlReport({ ...replayed, agent: { ...agent, id: evil } });
  assert.doesNotMatch(page, /<img/);
  assert.deepEqual(unbalanced(page), []);
  assert.match(
    page,
    /&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;/,
  );
});

const VOID = new Set(["meta", "wbr", "!doctype"]);

/** Tags that are opened and not closed, or closed and not opened. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  for (
    const [, end, name, own] of page.matchAll(/<(\/?)([!a-z0-9]+)[^>]*?(\/?)>/g)
  ) {
    if (VOID.has(name!) || own) continue;
    if (!end) open.push(name!);
    else if (open.at(-1) === name) open.pop();
    else return [...open, `/${name}`];
  }
  return open;
}

function svgs(page: string): string[] {
  return page.match(/<svg[^]*?<\/svg>/g) ?? [];
}

/** Named, described, and with every line inside its frame. */
function assertDrawn(svg: string): void {
  assert.match(svg, /role="img"[^]*<title id=[^]*<desc id=/);
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!;
  for (const [x, y] of pointsOf(svg)) {
    assert.ok(x! >= 0 && x! <= Number(width), `x is ${x}`);
    assert.ok(y! >= 0 && y! <= Number(height), `y is ${y}`);
  }
  const labels = [...svg.matchAll(/<text[^>]*text-anchor="end">([^<]+)</g)];
  assert.ok(labels.length >= 2);
  assert.equal(new Set(labels.map(([, text]) => text)).size, labels.length);
}

function pointsOf(svg: string): number[][] {
  const [, path] = /class="line" d="M([^"]+)"/.exec(svg)!;
  return path!.split("L").map((point) => point.split(" ").map(Number));
}
