/** The sessions command as its users meet it: a process without any permission. */
import assert from "node:assert/strict";
import { rowsOf } from "./calendars.ts";

const SCRIPT = new URL("../workers/sessions.ts", import.meta.url).pathname;
const HEADER = "session,open,close,break_start,break_end";

Deno.test("a range prints exactly the recorded rows under their header", async () => {
  const { code, stdout, stderr } = await run(
    "--market HKEX --from 2017-01-01 --to 2018-12-31",
  );
  const recorded = rowsOf("xhkg-2012-2023.csv")
    .filter((line) => line >= "2017" && line < "2019");
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.equal(stdout, [HEADER, ...recorded, ""].join("\n"));
});

Deno.test("a half-day and a US session have empty break columns", async () => {
  const { stdout } = await run("--market US --from 2026-11-26 --to 2026-11-27");
  assert.equal(
    stdout,
    `${HEADER}\n2026-11-27T00:00:00Z,2026-11-27T14:30:00Z,2026-11-27T18:00:00Z,,\n`,
  );
});

Deno.test("a weekend prints the header alone", async () => {
  const { code, stdout } = await run(
    "--market US --from 2026-11-28 --to 2026-11-29",
  );
  assert.equal(stdout, `${HEADER}\n`);
  assert.equal(code, 0);
});

Deno.test("--help prints the usage", async () => {
  const { code, stdout } = await run("--help");
  assert.equal(code, 0);
  assert.match(stdout, /--market US\|HKEX --from DATE --to DATE/);
});

for (const zone of ["Australia/Perth", "UTC", "Asia/Hong_Kong"]) {
  Deno.test(`Scenario 15. DST: a host in ${zone} prints the same opens`, async () => {
    const { stdout } = await run(
      "--market US --from 2026-03-06 --to 2026-03-09",
      { TZ: zone },
    );
    const opens = stdout.trim().split("\n").slice(1)
      .map((line) => line.split(",")[1]);
    assert.deepEqual(opens, ["2026-03-06T14:30:00Z", "2026-03-09T13:30:00Z"]);
  });
}

/** Wrong words, and what the one line on stderr must name. */
const WRONG: [string, RegExp][] = [
  ["", /--market.*--market US$/],
  ["--market US --from 2024-01-02", /--to.*--to 2026-01-02/],
  ["--market LSE --from 2024-01-02 --to 2024-01-03", /"LSE".*US or HKEX/],
  [
    "--market US --from 2024-02-30 --to 2024-03-01",
    /--from "2024-02-30".*YYYY-MM-DD/,
  ],
  [
    "--market US --from 2024-01-02 --to 3/1/2024",
    /--to "3\/1\/2024".*YYYY-MM-DD/,
  ],
  [
    "--market US --from 2024-03-02 --to 2024-03-01",
    /2024-03-02 is after --to 2024-03-01; swap/,
  ],
  [
    "--market HKEX --from 2011-12-30 --to 2012-01-03",
    /HKEX sessions of 2011.*2012–2027.*--from/,
  ],
  [
    "--market US --from 2027-12-30 --to 2028-01-03",
    /US sessions of 2028.*2012–2027.*--to/,
  ],
  ["--market US --since 2024-01-02", /'--since'.*--market, --from, --to/],
  ["--market US --from --to 2024-01-02", /--from needs a value/],
  ["--market US --market HKEX", /--market is given twice/],
  ["US 2024-01-02", /'US'.*--market, --from, --to/],
];

for (const [line, expected] of WRONG) {
  Deno.test(`sessions ${line || "without flags"} fails in one line`, async () => {
    const { code, stdout, stderr } = await run(line);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr.trimEnd(), expected);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
    assert.doesNotMatch(stderr, /\bat file:|Error:/);
  });
}

async function run(line: string, env: Record<string, string> = {}) {
  const words = line.split(" ").filter((word) => word !== "");
  // Permission to run is granted by name; the name is found on the PATH.
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--no-prompt", SCRIPT, ...words],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}
