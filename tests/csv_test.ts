/** Bars out of CSV text: every accepted form, and every fault by its line. */
import assert from "node:assert/strict";
import { us } from "../core/market/us.ts";
import { parseBars } from "../core/practice/csv.ts";
import { HeaderError } from "../core/practice/csv_header.ts";
import { isoDate } from "../core/practice/csv_time.ts";
import { type Instant, iso } from "../core/time.ts";

/** 2024-01-02 09:30 in New York. */
const OPEN = Temporal.Instant.from("2024-01-02T14:30:00Z").epochMilliseconds;
const S = OPEN / 1000;
const HEADER = "t,o,h,l,c,v";

function parse(rows: string[], header = HEADER) {
  return parseBars([header, ...rows].join("\n"), "X.csv", "X", us);
}

/** Each bar as "time o h l c volume", prices in units of currency. */
function barsOf({ series }: ReturnType<typeof parseBars>): string[] {
  return Array.from(series.at, (at, i) => {
    const prices = [series.open, series.high, series.low, series.close]
      .map((column) => column[i]! / 1e6);
    return [iso(at as Instant), ...prices, series.volume[i]].join(" ");
  });
}

const BAR = "2024-01-02T14:30:00Z 10 12 9.5 11 300";
const FORMS: [form: string, header: string, row: string][] = [
  ["epoch seconds", HEADER, `${S},10,12,9.5,11,300`],
  ["epoch milliseconds", HEADER, `${OPEN},10,12,9.5,11,300`],
  ["ISO 8601 in t", HEADER, "2024-01-02T14:30:00Z,10,12,9.5,11,300"],
  [
    "a space and an offset",
    "datetime,o,h,l,c,v",
    "2024-01-02 09:30:00-05:00,10,12,9.5,11,300",
  ],
  [
    "an offset without colon",
    "datetime,o,h,l,c,v",
    "2024-01-02T22:30+0800,10,12,9.5,11,300",
  ],
  [
    "an offset of hours and zero fractions",
    "datetime,o,h,l,c,v",
    "2024-01-02T09:30:00.000-05,10,12,9.5,11,300",
  ],
  [
    "long names in any order and case, with extra columns",
    "Volume,Close,note,LOW,High,Open,T",
    `300,11,anything,9.5,12,10,${S}`,
  ],
  [
    "the more exact of two time columns",
    "date,t,o,h,l,c,v",
    `2024-01-02,${S},10,12,9.5,11,300`,
  ],
  ["Windows line ends", `${HEADER}\r`, `${S},10,12,9.5,11,300\r`],
  ["a byte order mark", `\ufeff${HEADER}`, `${S},10,12,9.5,11,300`],
  ["blank lines at the end", HEADER, `${S},10,12,9.5,11,300\n\n`],
  ["volume rounded to whole shares", HEADER, `${S},10,12,9.5,11,299.5`],
  ["volume with an exponent", HEADER, `${S},10.0,12.,9.50,11,3.0e2`],
];

for (const [form, header, row] of FORMS) {
  Deno.test(`parseBars() reads ${form}`, () => {
    const parsed = parse([row], header);
    assert.deepEqual(parsed.faults, []);
    assert.deepEqual(barsOf(parsed), [BAR]);
  });
}

const PRICES: [text: string, millionths: number][] = [
  ["0.000001", 1],
  ["82.345", 82_345_000],
  ["539.5867", 539_586_700],
  [".5", 500_000],
  ["83.35000000000001", 83_350_000],
  ["83.34999999999999", 83_350_000],
  ["0.9999999999", 1_000_000],
  ["1.000000000999", 1_000_000], // at most 1e-3 of a millionth away
  ["9007199253.999999", 9_007_199_253_999_999],
];
for (const [text, millionths] of PRICES) {
  Deno.test(`a price of ${text} is exactly ${millionths} millionths`, () => {
    const { series, faults } = parse([
      `${S},${text},${text},${text},${text},1`,
    ]);
    assert.deepEqual(faults, []);
    assert.equal(series.open[0], millionths);
  });
}

const FAULTS: [row: string, reason: string][] = [
  [`${S},1,1,1,1`, "5 fields, not 6"],
  [`${S},1,1,1,1,1,1`, "7 fields, not 6"],
  ["", "1 fields, not 6"],
  [`${S},1,1,,1,1`, "low is empty"],
  [",1,1,1,1,1", "time is empty"],
  [`${S},1,1,1,1,`, "volume is empty"],
  [`${S},1,1,1,null,1`, 'close "null" is not a number'],
  [`${S},1 ,1,1,1,1`, 'open "1 " is not a number'],
  [`${S},1,1.2.3,1,1,1`, 'high "1.2.3" is not a number'],
  [`${S},1,1e2,1,1,1`, 'high "1e2" is not a number'],
  [`${S},1,1,0,1,1`, 'low "0" is not positive'],
  [`${S},-1.5,1,1,1,1`, 'open "-1.5" is not positive'],
  [`${S},1,1.2345675,1,1,1`, 'high "1.2345675" has more than 6 decimals'],
  [
    `${S},1.00000000101,1,1,1,1`,
    'open "1.00000000101" has more than 6 decimals',
  ],
  [`${S},1,9007199254,1,1,1`, 'high "9007199254" is too large'],
  [`${S},31,31.1,30.37,29.39,1`, "low 30.37 is above close 29.39"],
  [`${S},30,31.1,30.37,31,1`, "low 30.37 is above open 30"],
  [`${S},2,1,2,2,1`, "low 2 is above high 1"],
  [`${S},3,2,1,2,1`, "high 2 is below open 3"],
  [`${S},2,2,1,3,1`, "high 2 is below close 3"],
  [`${S},1,1,1,1,-5`, 'volume "-5" is no number of shares'],
  [`${S},1,1,1,1,many`, 'volume "many" is no number of shares'],
  [`${S},1,1,1,1,0x10`, 'volume "0x10" is no number of shares'],
  [`${S + 30},1,1,1,1,1`, `time "${S + 30}" is not on a whole minute`],
  [
    "2024-01-02T14:30:00.5Z,1,1,1,1,1",
    'time "2024-01-02T14:30:00.5Z" is not on a whole minute',
  ],
  ...[
    `${S}.5`,
    "2024-01-02T14:30:00",
    "2024-02-30T14:30:00Z",
    "2023-02-29T14:30:00Z",
    "2024-13-01T14:30:00Z",
    "2024-01-02T24:00:00Z",
    "2024-01-02T14:60:00Z",
    "2024-01-02T14:30:00-5:00",
    "2024-01-02T14:30:00Zulu",
    "02/01/2024 14:30",
    "-60",
  ].map((time): [string, string] => [
    `${time},1,1,1,1,1`,
    `time "${time}" is neither an epoch nor ISO 8601 with an offset`,
  ]),
];
for (const [row, reason] of FAULTS) {
  Deno.test(`the row "${row}" is a fault and its neighbours stay`, () => {
    const parsed = parse([
      `${S - 60},1,1,1,1,1`, // before the open
      row,
      `${S + 120},5,5,5,5,5`,
    ]);
    assert.deepEqual(parsed.faults, [{ file: "X.csv", line: 3, reason }]);
    assert.deepEqual([...parsed.series.open], [5_000_000]);
    assert.equal(parsed.outsideHours, 1);
  });
}

Deno.test("a time that repeats or falls is a fault against the last good row", () => {
  const rows = [60, 60, 0, 120].map((s) => `${S + s},1,1,1,1,1`);
  assert.deepEqual(
    parse(rows).faults.map(({ line, reason }) => [line, reason]),
    [
      [3, `time "${S + 60}" repeats the bar before`],
      [4, `time "${S}" does not rise from 2024-01-02T14:31:00Z`],
    ],
  );
});

Deno.test("text of old Macintosh line ends is a fault, not one silent row", () => {
  const text = `${HEADER}\n${S},1,1,1,1,1\r${S + 60},1,1,1,1,1`;
  const { faults, series } = parseBars(text, "X.csv", "X", us);
  assert.equal(series.length, 0);
  assert.deepEqual(faults.map(({ line }) => line), [2]);
});

Deno.test("dates around centuries and leap years agree with the calendar", () => {
  for (const year of [1899, 1903, 1971, 1999, 2023, 2099]) {
    const end = Temporal.PlainDate.from({ year: year + 3, month: 1, day: 1 });
    let date = Temporal.PlainDate.from({ year, month: 1, day: 1 });
    for (; !date.equals(end); date = date.add({ days: 1 })) {
      const epoch = date.toZonedDateTime("UTC").epochMilliseconds;
      assert.equal(isoDate(date.toString(), 0, 10), epoch, date.toString());
    }
  }
  for (const text of ["1900-02-29", "2023-02-29", "2100-02-29"]) {
    assert.ok(Number.isNaN(isoDate(text, 0, 10)), text);
  }
});

const HEADERS: [header: string, message: RegExp][] = [
  ["", /no columns for the time in ""/],
  ["date,factor", /no columns for the open in "date,factor"/],
  ["t,o,h,l,v", /no columns for the close/],
  ["t,o,h,l,c,close,v", /2 columns for the close/],
];
for (const [header, message] of HEADERS) {
  Deno.test(`the header "${header}" is refused by name`, () => {
    assert.throws(() => parse([], header), (error) => {
      assert.ok(error instanceof HeaderError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("a file with a header only is an empty series", () => {
  const { series, outsideHours, faults } = parse([]);
  assert.deepEqual([series.length, outsideHours, faults], [0, 0, []]);
});
