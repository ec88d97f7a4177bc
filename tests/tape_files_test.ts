/** Folders of bar files: what is read, what is refused, and with what advice. */
import assert from "node:assert/strict";
import { readTape, TapeError } from "../core/adapters/tape_files.ts";
import { hkex } from "../core/market/hkex.ts";
import type { Market } from "../core/market/market.ts";
import { us } from "../core/market/us.ts";

const ROWS = "t,o,h,l,c,v\n1704205800,1,1,1,1,5\n1704205860,2,2,2,2,5\n";
const BAD = "t,o,h,l,c,v\n" +
  "x,1,1,1,1,1\n".repeat(6) + "1704205860,2,2,2,2,5\n";
const STRICT = { skipBadRows: false };
const LENIENT = { skipBadRows: true };

/** Runs `test` on a temporary folder that holds these files. */
async function inFolder(
  files: Record<string, string>,
  test: (folder: string) => Promise<unknown>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Checks that reading throws a TapeError whose message has all of `parts`. */
async function refuses(
  folder: string,
  market: Market,
  parts: string[],
): Promise<void> {
  await assert.rejects(readTape(folder, market, STRICT), (error) => {
    assert.ok(error instanceof TapeError, String(error));
    for (const part of parts) {
      assert.ok(error.message.includes(part), `"${part}" in: ${error.message}`);
    }
    return true;
  });
}

Deno.test("readTape() reads every symbol once, sorted, and says how far it is", () =>
  inFolder({
    "MSFT.csv": ROWS,
    "EA-15m-extended-hours.csv": ROWS,
    "AAPL.CSV": ROWS,
    "BRK-B.csv": ROWS,
    "AAPL.factors.csv": "date,factor\n",
    "README.md": "not bars",
  }, async (folder) => {
    const seen: string[] = [];
    const { tape, faults, lots } = await readTape(folder, us, {
      ...STRICT,
      onProgress: (file, done, total) => seen.push(`${file} ${done}/${total}`),
    });
    assert.deepEqual(tape.series.map(({ symbol }) => symbol), [
      "AAPL",
      "BRK.B",
      "EA",
      "MSFT",
    ]);
    assert.deepEqual([tape.market, tape.outsideHours], ["US", 0]);
    assert.deepEqual([...tape.series[0]!.close], [1_000_000, 2_000_000]);
    assert.deepEqual([faults, lots.size], [[], 0]);
    assert.deepEqual(seen, [
      "AAPL.CSV 0/4",
      "BRK-B.csv 1/4",
      "EA-15m-extended-hours.csv 2/4",
      "MSFT.csv 3/4",
    ]);
  }));

Deno.test("lots.csv gives board lots in the market's own spelling", () =>
  inFolder({
    "1398.HK.csv": "date,o,h,l,c,v\n2024-01-02,1,1,1,1,4\n",
    "lots.csv": "symbol,lot\r\n1398.HK,1000\r\n700,100\r\n",
  }, async (folder) => {
    const { tape, lots } = await readTape(folder, hkex, STRICT);
    assert.deepEqual([...lots], [["1398", 1000], ["0700", 100]]);
    assert.deepEqual(tape.series.map(({ symbol }) => symbol), ["1398"]);
  }));

const REFUSED: [
  what: string,
  files: Record<string, string>,
  market: Market,
  message: string[],
][] = [
  ["a folder without bars", { "lots.csv": "symbol,lot" }, us, [
    "no <symbol>.csv in",
    "add files",
  ]],
  ["two files of one symbol", { "EA.csv": ROWS, "EA-15m.csv": ROWS }, us, [
    '"EA-15m.csv" and "EA.csv" are both EA',
    "keep one",
  ]],
  ["a name of another market", { "1398.HK.csv": ROWS }, us, [
    '"1398.HK.csv"',
    '"1398.HK" is no symbol of US',
    "<symbol>.csv",
  ]],
  ["a header without close", { "EA.csv": "t,o,h,l,v\n" }, us, [
    'Cannot read "EA.csv": no columns for the close in "t,o,h,l,v"',
    "the first line must name",
  ]],
  ["an empty file", { "EA.csv": "" }, us, [
    '"EA.csv": no columns for the time',
  ]],
  ...[
    ["lot,symbol\n", 'line 1 is "lot,symbol"'],
    ["symbol,lot\nEA,0\n", 'line 2 is "EA,0"'],
    ["symbol,lot\nEA,1.5\n", 'line 2 is "EA,1.5"'],
    ["symbol,lot\nEA,1\nEA,2\n", 'line 3 is "EA,2"'],
    ["symbol,lot\n123,1\n", 'line 2 is "123,1"'],
  ].map(([lots, message]): typeof REFUSED[number] => [
    `the lots ${JSON.stringify(lots)}`,
    { "EA.csv": ROWS, "lots.csv": lots! },
    us,
    [message!, "symbol,lot"],
  ]),
];
for (const [what, files, market, message] of REFUSED) {
  Deno.test(`readTape() refuses ${what}, with the fix`, () =>
    inFolder(files, (folder) => refuses(folder, market, message)));
}

Deno.test("a missing folder and a file in its place are refused by name", () =>
  inFolder({ "EA.csv": ROWS }, async (folder) => {
    await refuses(`${folder}/none`, us, [`no folder "${folder}/none"`]);
    await refuses(`${folder}/EA.csv`, us, [
      `"${folder}/EA.csv" is not a folder`,
    ]);
  }));

Deno.test("bad rows refuse the folder: five are shown, all are counted", () =>
  inFolder({ "EA.csv": BAD }, (folder) =>
    refuses(folder, us, [
      "6 bad row(s)",
      "--skip-bad-rows",
      '\n  EA.csv:2: time "x" is neither',
      "\n  EA.csv:6: ",
    ])));

Deno.test("bad rows are left out and reported when they are to be skipped", () =>
  inFolder({ "EA.csv": BAD }, async (folder) => {
    const { tape, faults } = await readTape(folder, us, LENIENT);
    assert.equal(tape.series[0]!.length, 1);
    assert.deepEqual(faults.map(({ file, line }) => `${file}:${line}`), [
      "EA.csv:2",
      "EA.csv:3",
      "EA.csv:4",
      "EA.csv:5",
      "EA.csv:6",
      "EA.csv:7",
    ]);
  }));

const fixtures = Deno.env.get("CATALYST_FIXTURES");
const ignore = !fixtures;

const RECORDED: [
  folder: string,
  market: Market,
  symbols: number,
  bars: number,
  outsideHours: number,
  faults: string[],
][] = [
  ["us-1m", us, 4, 126_570, 4_954, []],
  // 78 prints a day, 42 on the eleven half-days of each symbol.
  ["us-daily", us, 40, 50_359 * 78 - 40 * 11 * 36, 0, [
    "CHK.csv:351: low 30.37 is above close 29.39",
  ]],
  ["us-daily-raw", us, 13, 2_297_004, 0, []],
  ["edge", us, 1, 176, 143, []],
];
for (const [folder, market, symbols, bars, outside, faults] of RECORDED) {
  Deno.test({
    name: `the recorded bars in ${folder} have ${faults.length} faults`,
    ignore,
    async fn() {
      const read = await readTape(`${fixtures}/${folder}`, market, LENIENT);
      const { series, outsideHours } = read.tape;
      assert.deepEqual(
        read.faults.map(({ file, line, reason }) =>
          `${file}:${line}: ${reason}`
        ),
        faults,
      );
      assert.equal(series.length, symbols);
      const length = series.reduce((sum, { length }) => sum + length, 0);
      assert.deepEqual([length, outsideHours], [bars, outside]);
    },
  });
}

Deno.test({
  name: "the recorded hk-daily has two files per symbol, one empty row in each",
  ignore,
  async fn() {
    const hk = `${fixtures}/hk-daily`;
    await refuses(hk, hkex, ['"1398.HK-fixed.csv" and "1398.HK.csv" are both']);
    const files: Record<string, string> = {};
    for (const name of ["1398.HK.csv", "3988.HK-fixed.csv"]) {
      files[name] = await Deno.readTextFile(`${hk}/${name}`);
    }
    await inFolder(files, async (folder) => {
      const { tape, faults } = await readTape(folder, hkex, LENIENT);
      assert.deepEqual(
        faults.map(({ file, line, reason }) => `${file}:${line}: ${reason}`),
        [
          "1398.HK.csv:615: open is empty",
          "3988.HK-fixed.csv:615: open is empty",
        ],
      );
      assert.deepEqual(
        tape.series.map(({ symbol, length }) => [symbol, length]),
        // 66 prints a day, 30 on the two half-days.
        [["1398", 647 * 66 - 2 * 36], ["3988", 647 * 66 - 2 * 36]],
      );
    });
  },
});
