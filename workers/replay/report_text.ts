/** A replay as a terminal shows it. @module */
import { figuresOf } from "./figures.ts";
import { countText, gainText } from "./notation.ts";
import { noTradesText, numbersOf, type Row } from "./numbers.ts";
import type { Replayed } from "./run.ts";

/** Between columns. */
const GAP = "  ";

/** Blocks divided by empty lines; no line break at the end. */
export function textReport(replayed: Replayed): string {
  const { performance, market, stateHash } = replayed;
  const groups = numbersOf(replayed);
  const widths = widthsOf(groups.flat());
  const exits = performance.exits.map(([rule, trades, net]) => [
    rule,
    countText(trades),
    `${gainText(net)} ${market.currency}`,
  ]);
  const refusals = performance.refusals.map(([code, count]) => [
    code,
    countText(count),
  ]);
  const blocks = [
    titleOf(replayed),
    ...groups.map((rows) => rows.map((row) => lineOf(row, widths)).join("\n")),
    noTradesText(replayed),
    figuresOf(replayed).verdict,
    exits.length > 0 && table([["Exits by rule", "trades", "net"], ...exits]),
    refusals.length > 0 && table([["Refusals by code", "count"], ...refusals]),
    `State hash ${stateHash}`,
  ];
  return blocks.filter(Boolean).join("\n\n");
}

function titleOf(replayed: Replayed): string {
  const { agent, market, from, to, bars, seconds } = replayed;
  const speed = countText(figuresOf(replayed).barsPerSecond);
  return `${agent.id} on ${market.id}, ${from} to ${to}: ` +
    `${countText(bars)} bars in ${seconds.toFixed(2)} s (${speed} bars/s)`;
}

interface Widths {
  label: number;
  value: number;
  unit: number;
}

function widthsOf(rows: readonly Row[]): Widths {
  const widest = (key: keyof Widths) =>
    Math.max(...rows.map((row) => row[key].length));
  return {
    label: widest("label"),
    value: widest("value"),
    unit: widest("unit"),
  };
}

function lineOf({ label, value, unit, note }: Row, widths: Widths): string {
  const number = `${value.padStart(widths.value)} ${unit.padEnd(widths.unit)}`;
  return [label.padEnd(widths.label), number, note].join(GAP).trimEnd();
}

/** The first column to the left, the others to the right. */
function table(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]!.length))
  );
  return rows.map((cells) =>
    cells.map((cell, column) =>
      column === 0
        ? cell.padEnd(widths[column]!)
        : cell.padStart(widths[column]!)
    ).join(GAP)
  ).join("\n");
}
