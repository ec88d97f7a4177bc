/** `deno task replay` as a user meets it: its reports, its hash, its words when something is wrong. */
import assert from "node:assert/strict";

const SEEDED = ["--seed", "7", "--from", "2026-02-09", "--to", "2026-03-06"];
/** Six minutes of one symbol, in New York on 2024-01-02. */
const BARS = Array.from(
  { length: 6 },
  (_, i) => `${Date.UTC(2024, 0, 2, 14, 30 + i) / 1000},10,10.2,9.9,10.1,500`,
);

const DEV = ["--agent", "dev_claude"];

async function replay(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--allow-read",
      "--allow-write",
      "workers/replay.ts",
      ...args,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

async function inFolder(
  files: Record<string, string>,
  use: (folder: string) => Promise<void>,
) {
  const folder = await Deno.makeTempDir({ prefix: "catalyst bars " });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * What the books come to on every machine. A change of behaviour changes these,
 * and wants its line in the changelog.
 */
const HASHES = {
  dev_claude:
    "682e4a6f8312e2f3362d286439643ecd3538b1ab4cc88f6cb07534992849cdea",
  intl_claude:
    "459a7c2a07e7f8ab5bf16eaa04c097a5feaf453744a60a80459b71d8372e97c6",
};

for (const [agent, hash] of Object.entries(HASHES)) {
  Deno.test(`a replay of ${agent} ties out, trades, and is the same everywhere`, () =>
    inFolder({}, async (folder) => {
      for (const name of ["one.json", "two.json"]) {
        const file = `${folder}/${name}`;
        const { code, out } = await replay(
          "--agent",
          agent,
          ...SEEDED,
          "--report",
          file,
        );
        assert.equal(code, 0);
        assert.match(out, /ties out/);
        const report = JSON.parse(await Deno.readTextFile(file));
        assert.equal(report.difference, "0.000000");
        assert.ok(report.trades > 20, `${report.trades} trades`);
        assert.ok(report.orders >= 2 * report.trades);
        assert.ok(out.includes(report.stateHash));
        const { realised, unrealised, fees, equityStart, equityEnd } = report;
        const change = Number(equityEnd) - Number(equityStart);
        const result = Number(realised) + Number(unrealised) - Number(fees);
        assert.ok(Math.abs(change - result) < 0.01);
        assert.equal(report.stateHash, hash);
      }
    }));
}

Deno.test("another seed is another hash; the page draws it", () =>
  inFolder({}, async (folder) => {
    const args = ["--agent", "dev_claude", "--from", "2026-02-09"];
    const page = `${folder}/a page.html`;
    const one = await replay(
      ...args,
      ...["--to", "2026-02-13", "--seed", "1", "--report", page],
    );
    const two = await replay(...args, "--to", "2026-02-13", "--seed", "2");
    const hash = (out: string) => /State hash (\w{64})/.exec(out)?.[1];
    assert.ok(hash(one.out));
    assert.notEqual(hash(one.out), hash(two.out));
    assert.match(await Deno.readTextFile(page), /<svg[\s\S]*Drawdown/);
  }));

Deno.test("a file of no bars stands in nobody's way", () =>
  inFolder({
    "ABC.csv": "t,o,h,l,c,v\n",
    "XYZ.csv": ["t,o,h,l,c,v", ...BARS].join("\n"),
  }, async (folder) => {
    const { code, out } = await replay(...DEV, "--bars", folder);
    assert.equal(code, 0);
    assert.match(out, /6 bars/);
  }));

Deno.test("a user's own bars are replayed, and none of them is a trade too few", () =>
  inFolder(
    { "XYZ.csv": ["t,o,h,l,c,v", ...BARS].join("\n") },
    async (folder) => {
      const { code, out } = await replay(
        "--agent",
        "dev_claude",
        "--bars",
        folder,
      );
      assert.equal(code, 0);
      assert.match(out, /6 bars/);
      assert.match(out, /too few trades to tell/);
    },
  ));

const WRONG: [what: string, args: string[], said: RegExp][] = [
  ["no agent", [], /without --agent/],
  ["an agent that is none", ["--agent", "public_claude"], /use dev_claude or/],
  ["the overseer", ["--agent", "big_bro"], /Cannot find --agent "big_bro"/],
  ["neither bars nor seed", DEV, /without --bars/],
  ["both", [...DEV, "--bars", ".", "--seed", "1"], /at once/],
  ["a seed that is no number", [
    ...DEV,
    ...SEEDED.with(1, "seven"),
  ], /--seed "seven": give a whole number/],
  ["a seed without dates", [...DEV, "--seed", "7"], /without --from/],
  ["dates the wrong way round", [
    ...DEV,
    ...["--seed", "7", "--from", "2026-03-06", "--to", "2026-02-09"],
  ], /swap/],
  ["a date that is none", [
    ...DEV,
    ...["--seed", "7", "--from", "2026-02-30", "--to", "2026-03-06"],
  ], /--from "2026-02-30"/],
  ["a weekend", [
    ...DEV,
    ...["--seed", "7", "--from", "2026-02-14", "--to", "2026-02-15"],
  ], /no session/],
  ["a year beyond the calendar", [
    ...DEV,
    ...["--seed", "7", "--from", "2028-02-14", "--to", "2028-02-15"],
  ], /2012–2027/],
  [
    "too many symbols",
    [...DEV, ...SEEDED, "--symbols", "5000"],
    /5000 symbols/,
  ],
  ["a folder that is none", [...DEV, "--bars", "/no/such"], /no folder/],
  ["a report of another kind", [
    ...DEV,
    ...SEEDED,
    ...["--report", "x.pdf"],
  ], /must end in \.json or \.html/],
  ["a report in no folder", [
    ...DEV,
    ...SEEDED,
    ...["--report", "/no/such/x.json"],
  ], /create the folder/],
  ["an unknown flag", [...DEV, "--bar", "."], /--bar/],
];

for (const [what, args, said] of WRONG) {
  Deno.test(`replay with ${what} says so in a line and exits with 1`, async () => {
    const { code, out, err } = await replay(...args);
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(err, said);
    assert.doesNotMatch(err, /\n\s+at |Uncaught/);
  });
}

const BAD_BARS: [
  what: string,
  files: Record<string, string>,
  args: string[],
  said: RegExp,
][] = [
  [
    "a bad row",
    {
      "XYZ.csv": ["t,o,h,l,c,v", BARS[0], BARS[1]!.replace("9.9", "99")].join(
        "\n",
      ),
    },
    [],
    /XYZ\.csv:3: low 99 is above/,
  ],
  ["a header without close", { "XYZ.csv": "t,o,h,l,v\n" }, [], /XYZ\.csv/],
  ["no file", {}, [], /no <symbol>\.csv/],
  [
    "bars at night only",
    { "XYZ.csv": "t,o,h,l,c,v\n1704164400,1,1,1,1,1" },
    [],
    /no bar lies within regular hours/,
  ],
  [
    "a range without bars",
    {
      "XYZ.csv": ["t,o,h,l,c,v", ...BARS].join("\n"),
    },
    ["--from", "2025-01-02"],
    /the bars are from 2024-01-02 to 2024-01-02/,
  ],
];

for (const [what, files, args, said] of BAD_BARS) {
  Deno.test(`replay of a folder with ${what} says what to mend`, () =>
    inFolder(files, async (folder) => {
      const { code, err } = await replay(...DEV, "--bars", folder, ...args);
      assert.equal(code, 1);
      assert.match(err, said);
      assert.doesNotMatch(err, /\n\s+at |Uncaught/);
    }));
}

Deno.test("a Hong Kong symbol without a known lot is refused until lots.csv has it", () =>
  inFolder({
    "8999.csv": "date,o,h,l,c,v\n2024-01-02,10,10.2,9.9,10.1,50000\n",
  }, async (folder) => {
    const args = ["--agent", "intl_claude", "--bars", folder];
    const refused = await replay(...args);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /8999: the board lot is not known/);
    await Deno.writeTextFile(`${folder}/lots.csv`, "symbol,lot\n8999,500\n");
    assert.equal((await replay(...args)).code, 0);
  }));

Deno.test("a replay killed in the middle leaves no report behind", () =>
  inFolder({}, async (folder) => {
    const child = new Deno.Command("deno", {
      args: [
        "run",
        "--allow-read",
        "--allow-write",
        "workers/replay.ts",
        ...DEV,
        ...["--seed", "7", "--from", "2020-01-02", "--to", "2024-12-31"],
        ...["--report", `${folder}/x.json`],
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill("SIGKILL");
    await child.status;
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));
