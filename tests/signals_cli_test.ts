/** `deno task signals`, as a process: lines in, lines out. @module */
import assert from "node:assert/strict";
import golden from "./data/origin-signals-golden.json" with { type: "json" };

interface Run {
  code: number;
  answers: Record<string, unknown>[];
  complaints: string[];
}

/** Runs the command without any permission on the text of its stdin. */
async function ask(text: string): Promise<Run> {
  const worker = `${import.meta.dirname}/../workers/signals.ts`;
  const process = new Deno.Command("deno", {
    args: ["run", "--no-prompt", "--quiet", worker],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  const lines = (bytes: Uint8Array) =>
    new TextDecoder().decode(bytes).split("\n").filter((line) => line !== "");
  return {
    code,
    answers: lines(stdout).map((line) => JSON.parse(line)),
    complaints: lines(stderr),
  };
}

const BASE = {
  entry: 100,
  current: 100.5,
  high_watermark: 100.5,
  entry_time: "2026-01-12T09:45:00",
  now: "2026-01-12T10:30:00",
};

/** One line that differs from an unremarkable one. */
const line = (changes: object) => JSON.stringify({ ...BASE, ...changes });

const CHANGED = ["trailing_hw+5%_now+2%"]; // by the seed's wording; see signals_test

Deno.test("Scenario 16. All golden vectors through stdin", async () => {
  const { code, answers, complaints } = await ask(
    golden.map(({ input }) => JSON.stringify(input)).join("\n"),
  );
  assert.equal(code, 0);
  assert.deepEqual(complaints, []);
  assert.equal(answers.length, golden.length);
  for (const [i, { name, input: _, ...verdict }] of golden.entries()) {
    if (CHANGED.includes(name)) continue;
    assert.deepEqual(answers[i], verdict, name);
  }
});

const CLOCK: [string, object, unknown[]][] = [
  ["ten minutes before a Hong Kong half-day ends at noon", {
    entry_time: "2026-12-24T09:45:00",
    now: "2026-12-24T11:50:00",
  }, [["market_closing", "strong"]]],
  ["the same instant in UTC", {
    entry_time: "2026-12-24T01:45:00Z",
    now: "2026-12-24T03:50:00Z",
  }, [["market_closing", "strong"]]],
  ["New York at 15:30, which closes at 16:00", {
    market: "US",
    now: "2026-01-12T15:30:00",
  }, [["market_closing_soon", "moderate"]]],
  ["New York on its half-day at 12:50", {
    market: "US",
    entry_time: "2026-11-27T09:45:00",
    now: "2026-11-27T12:50:00-05:00",
  }, [["market_closing", "strong"]]],
  ["New York at 11:55, where nobody has lunch", {
    market: "US",
    now: "2026-01-12T11:55:00",
  }, []],
  ["a Sunday, when there is no session to close", {
    entry_time: "2026-01-09T09:45:00",
    now: "2026-01-11T15:55:00",
  }, []],
];

Deno.test("Minutes to close and lunch come from the session of the day", async () => {
  const { answers } = await ask(
    CLOCK.map(([, changes]) => line(changes)).join("\n"),
  );
  for (const [i, [name, , exit]] of CLOCK.entries()) {
    assert.deepEqual(answers[i]?.exit, exit, name);
  }
});

Deno.test("A short is read in its own mirror", async () => {
  const changes = { side: "short", current: 103, high_watermark: 100 };
  const { answers } = await ask(line(changes));
  assert.deepEqual(answers[0]?.exit, [["stop_loss_hit", "strong"]]);
  assert.equal(answers[0]?.recommendation, "EXIT");
});

Deno.test("Unknown technicals, CRLF and blank lines do no harm", async () => {
  const asked = line({ technicals: { rsi: 50, atr: 1, macd_signal: null } });
  const { code, answers } = await ask(`\r\n${asked}\r\n\n${asked}`);
  assert.equal(code, 0);
  assert.equal(answers.length, 2);
  assert.deepEqual(answers[0]?.hold, [["rsi_healthy", "strong"]]);
});

const MALFORMED: [string, RegExp][] = [
  ["{", /Cannot read line: \{ is not JSON, write one object per line/],
  ["[1]", /Cannot read line: \[1\], write one object per line/],
  [line({ entry: "x" }), /Cannot read entry: "x", give a price/],
  [line({ entry: 0 }), /Cannot read entry: 0, give a price/],
  [line({ current: 1.0000001 }), /current: 1\.0000001, .*at most 6 decimals/],
  [line({ current: 1e10 }), /current: 10000000000, give a price from/],
  [line({ now: undefined }), /Cannot read now: missing, give "2026/],
  [line({ now: "2026-02-30T10:00:00" }), /now: "2026-02-30T10:00:00", give/],
  [line({ now: "2035-01-12T10:00:00" }), /2035: the calendar covers/],
  [line({ technicals: { rsi: 101 } }), /technicals\.rsi: 101, give 0–100/],
  [line({ side: "both" }), /side: "both", give "long" or "short"/],
  [line({ market: "LSE" }), /market: "LSE", give "US" or "HKEX"/],
  [line({ stop: 97 }), /Cannot read stop: no such field, leave it out/],
];

Deno.test("A malformed line is named with its number and the fix, others are answered", async () => {
  const text = MALFORMED.flatMap(([bad]) => [line({}), bad]).join("\n");
  const { code, answers, complaints } = await ask(text);
  assert.equal(code, 1);
  assert.equal(answers.length, MALFORMED.length);
  assert.equal(complaints.length, MALFORMED.length);
  for (const [i, [, expected]] of MALFORMED.entries()) {
    assert.match(complaints[i]!, new RegExp(`^line ${2 * i + 2}: `));
    assert.match(complaints[i]!, expected);
  }
});

Deno.test("No line at all is no error", async () => {
  assert.deepEqual(await ask(""), { code: 0, answers: [], complaints: [] });
});
