/** Progress as a terminal and as a log file see it. */
import assert from "node:assert/strict";
import { progressBar, type Screen } from "../workers/progress.ts";

/** A screen that remembers, with a clock that is set by hand. */
function screenOf(isTerminal: boolean, columns = 80) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const screen: Screen = {
    isTerminal,
    columns: () => columns,
    write: (text) => written.push(text),
    now: () => clock.ms,
  };
  return { screen, written, clock };
}

Deno.test("a terminal gets one line with share, times and note, then nothing", () => {
  const { screen, written, clock } = screenOf(true);
  const bar = progressBar("bars", screen);
  clock.ms = 30_000;
  bar.update(0.25, "TPL.csv");
  bar.done();
  assert.deepEqual(written, [
    "\r\x1b[Kbars  ██████░░░░░░░░░░░░░░░░░░  25 %  0:30, 1:30 left  TPL.csv",
    "\r\x1b[K",
  ]);
});

Deno.test("a terminal is redrawn ten times a second at most", () => {
  const { screen, written, clock } = screenOf(true);
  const bar = progressBar("bars", screen);
  for (clock.ms = 0; clock.ms < 1_000; clock.ms++) bar.update(clock.ms / 1_000);
  assert.equal(written.length, 10);
});

Deno.test("a narrow terminal gets a cut line, an unused bar leaves no trace", () => {
  const { screen, written } = screenOf(true, 20);
  progressBar("bars", screen).done();
  assert.equal(written.length, 0);
  progressBar("bars", screen).update(0.5);
  assert.deepEqual(written, ["\r\x1b[Kbars  ████████████░"]);
});

Deno.test("a log gets one line per quarter and the last from done", () => {
  const { screen, written, clock } = screenOf(false);
  const bar = progressBar("bars", screen);
  for (const share of [NaN, -1, 0, 0.1, 0.25, 0.3, 0.8, 0.9]) {
    clock.ms += 700_000;
    bar.update(share);
  }
  bar.done();
  bar.done();
  assert.deepEqual(written, [
    "bars: 25 % after 58:20\n",
    "bars: 75 % after 1:21:40\n",
    "bars: 100 % after 1:33:20\n",
  ]);
});
