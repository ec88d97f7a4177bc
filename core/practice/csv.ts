/** Bars out of the text of one CSV file. @module */
import type { Market } from "../market/market.ts";
import { MINUTE_MS } from "../time.ts";
import { type Fault, reasonOf } from "./csv_fault.ts";
import { type Columns, columnsOf, type Field, FIELDS } from "./csv_header.ts";
import { Scanner } from "./csv_scanner.ts";
import { dailyPath } from "./daily_path.ts";
import { regularBars } from "./regular_bars.ts";
import { SeriesBuilder } from "./series_builder.ts";
import type { Series } from "./tape.ts";

export interface ParsedBars {
  /** The good rows within regular hours. */
  series: Series;
  /** Good rows before, between and after them, and on days without a session. */
  outsideHours: number;
  /** The bad rows, which are not in the series. */
  faults: Fault[];
}

/**
 * Reads the bars of one symbol, oldest first: a time column (`t`, epoch seconds
 * or milliseconds; `t` or `datetime`, ISO 8601 with an offset; `date`, a whole
 * day) and `o,h,l,c,v`, in any order. Days become a path of prints
 * (`dailyPath`), bars longer than a minute are dated to their last minute
 * (`regularBars`). `file` is named in the faults.
 *
 * @throws {HeaderError} If the first line does not name those columns.
 */
export function parseBars(
  text: string,
  file: string,
  symbol: string,
  market: Market,
): ParsedBars {
  const start = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const headerEnd = text.indexOf("\n") < 0 ? text.length : text.indexOf("\n");
  const columns = columnsOf(text.slice(start, headerEnd).trim());
  const faults: Fault[] = [];
  const rows = readRows(
    text,
    headerEnd + 1,
    columns,
    (line, reason) => faults.push({ file, line, reason }),
  ).build(symbol);
  const kept = columns.daily
    ? dailyPath(rows, market)
    : regularBars(rows, market);
  return { ...kept, faults };
}

const BYTE_ORDER_MARK = 0xfeff;
const SKIPPED = FIELDS.length;

function readRows(
  text: string,
  from: number,
  columns: Columns,
  fault: (line: number, reason: string) => void,
): SeriesBuilder {
  const end = text.trimEnd().length;
  const scanner = new Scanner(text, from, end);
  const slots = columns.meanings.map(slotOf);
  const row = new Float64Array(SKIPPED + 1);
  const rows = new SeriesBuilder(Math.ceil(end / 40));
  let last = -Infinity;
  for (let line = 2; scanner.at < end; line++) {
    const begin = scanner.at;
    if (readRow(scanner, slots, columns.daily, row) && isBar(row, last)) {
      last = row[0]!;
      rows.push(last, row[1]!, row[2]!, row[3]!, row[4]!, row[5]!);
      continue;
    }
    const newline = text.indexOf("\n", begin);
    const stop = newline < 0 || newline > end ? end : newline;
    fault(line, reasonOf(text.slice(begin, stop), columns, last));
    scanner.at = stop + 1;
  }
  return rows;
}

function slotOf(meaning: Field | null): number {
  return meaning === null ? SKIPPED : FIELDS.indexOf(meaning);
}

/** Reads one line into `row`, by slot; false if it has not that many fields. */
function readRow(
  scanner: Scanner,
  slots: readonly number[],
  daily: boolean,
  row: Float64Array,
): boolean {
  for (let i = 0; i < slots.length; i++) {
    if (i > 0 && !scanner.comma()) return false;
    const slot = slots[i]!;
    if (slot === SKIPPED) scanner.skip();
    else if (slot === 0) row[0] = daily ? scanner.date() : scanner.time();
    else row[slot] = slot === 5 ? scanner.volume() : scanner.price();
  }
  return scanner.line();
}

/** Every comparison is false for NaN, which stands for an unreadable field. */
function isBar(row: Float64Array, last: number): boolean {
  const at = row[0]!, open = row[1]!, high = row[2]!, low = row[3]!;
  const close = row[4]!;
  return at > last && Math.floor(at / MINUTE_MS) * MINUTE_MS === at &&
    low <= open && low <= close &&
    high >= open && high >= close && row[5]! >= 0;
}
