/** Reads a folder of recorded bars: the only place that opens such files. @module */
import type { Market } from "../market/market.ts";
import { parseBars, type ParsedBars } from "../practice/csv.ts";
import type { Fault } from "../practice/csv_fault.ts";
import { HeaderError } from "../practice/csv_header.ts";
import { parseLots } from "../practice/lots.ts";
import type { Tape } from "../practice/tape.ts";

/** The folder cannot be read as a tape; the message names the value and the fix. */
export class TapeError extends Error {
  override name = "TapeError";
}

export interface ReadOptions {
  /** Leave bad rows out and report them, instead of refusing the folder. */
  skipBadRows: boolean;
  /** Called before each file: its name, how many are done, how many there are. */
  onProgress?: (file: string, done: number, total: number) => void;
}

export interface TapeFiles {
  tape: Tape;
  /** Rows left out because they are no bars. */
  faults: Fault[];
  /** Shares per board lot by symbol, out of lots.csv; empty without it. */
  lots: Map<string, number>;
}

const LOTS = "lots.csv";
const SHOWN_FAULTS = 5;

/**
 * Reads every `<symbol>.csv` in `folder`; a remark may follow the symbol after
 * a "-" ("EA-15m.csv", but "BRK-B.csv" is all symbol). Corporate actions (`*.factors.csv`) are left aside.
 *
 * @throws {TapeError} If the folder, a file name, a header or, unless they are
 * skipped, a row is not as it must be.
 */
export async function readTape(
  folder: string,
  market: Market,
  { skipBadRows, onProgress }: ReadOptions,
): Promise<TapeFiles> {
  const names = await csvNames(folder);
  const files = bySymbol(names.filter((name) => name !== LOTS), folder, market);
  const parsed: ParsedBars[] = [];
  for (const [symbol, file] of files) {
    onProgress?.(file, parsed.length, files.length);
    parsed.push(await readBars(folder, file, symbol, market));
  }
  const faults = parsed.flatMap((bars) => bars.faults);
  if (faults.length > 0 && !skipBadRows) throw badRows(folder, faults);
  const tape = {
    market: market.id,
    series: parsed.map(({ series }) => series),
    outsideHours: parsed.reduce((sum, bars) => sum + bars.outsideHours, 0),
  };
  const lots = names.includes(LOTS)
    ? await readLots(folder, market)
    : new Map<string, number>();
  return { tape, faults, lots };
}

async function csvNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const lower = name.toLowerCase();
      if (isDirectory || !lower.endsWith(".csv")) continue;
      if (!lower.endsWith(".factors.csv")) names.push(name);
    }
  } catch (error) {
    throw new TapeError(`Cannot read tape: ${whyNot(folder, error)}`, {
      cause: error,
    });
  }
  return names.sort();
}

function whyNot(folder: string, error: unknown): string {
  if (error instanceof Deno.errors.NotFound) {
    return `no folder "${folder}"; create it, or give another`;
  }
  if (error instanceof Deno.errors.NotADirectory) {
    return `"${folder}" is not a folder; give the folder the files are in`;
  }
  return `"${folder}" does not open: ${
    error instanceof Error ? error.message : String(error)
  }`;
}

/** Pairs of symbol and file name, sorted by symbol as a tape is. */
function bySymbol(names: string[], folder: string, market: Market) {
  const files = new Map<string, string>();
  for (const name of names) {
    const stem = name.slice(0, -".csv".length);
    const beforeRemark = stem.split("-", 1)[0] ?? "";
    const symbol = market.symbolOf(stem) ?? market.symbolOf(beforeRemark);
    if (symbol === undefined) {
      throw new TapeError(
        `Cannot read "${name}": "${beforeRemark}" is no symbol of ${market.id}; ` +
          "name the file <symbol>.csv, or choose the other market",
      );
    }
    const other = files.get(symbol);
    if (other !== undefined) {
      throw new TapeError(
        `Cannot read tape: "${other}" and "${name}" are both ${symbol}; ` +
          "keep one of them in the folder",
      );
    }
    files.set(symbol, name);
  }
  if (files.size === 0) {
    throw new TapeError(
      `Cannot read tape: no <symbol>.csv in "${folder}"; add files of bars`,
    );
  }
  return [...files].sort(([a], [b]) => a < b ? -1 : 1);
}

async function readBars(
  folder: string,
  file: string,
  symbol: string,
  market: Market,
): Promise<ParsedBars> {
  const text = await readText(folder, file);
  try {
    return parseBars(text, file, symbol, market);
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error;
    throw new TapeError(
      `Cannot read "${file}": ${error.message}; ` +
        "the first line must name t, datetime or date, and o,h,l,c,v",
      { cause: error },
    );
  }
}

async function readLots(folder: string, market: Market) {
  const text = await readText(folder, LOTS);
  try {
    return parseLots(text, market);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TapeError(
      `Cannot read "${LOTS}": ${error.message}; ` +
        "its rows must be symbol,lot, each symbol once",
      { cause: error },
    );
  }
}

async function readText(folder: string, file: string): Promise<string> {
  try {
    return await Deno.readTextFile(`${folder}/${file}`);
  } catch (error) {
    throw new TapeError(
      `Cannot read "${file}": ${
        error instanceof Error ? error.message : String(error)
      }`,
      { cause: error },
    );
  }
}

/** The first few suffice to find the cause; the total says how bad it is. */
function badRows(folder: string, faults: Fault[]): TapeError {
  const shown = faults.slice(0, SHOWN_FAULTS)
    .map(({ file, line, reason }) => `\n  ${file}:${line}: ${reason}`);
  return new TapeError(
    `Cannot read tape: ${faults.length} bad row(s) in "${folder}"; correct ` +
      `them, or leave them out with --skip-bad-rows.${shown.join("")}`,
  );
}
