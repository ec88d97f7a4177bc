/**
 * `deno task signals`: what would the rules say? One JSON object per line on
 * stdin, one answer per line on stdout; complaints with line numbers on stderr.
 * Needs no permission at all.
 *
 * @module
 */
import type { z } from "zod";
import { marketOf } from "../core/market/mod.ts";
import { detect, recommend, signalStrength } from "../core/signals/mod.ts";
import { thresholdsOf } from "../core/signals/parameters.ts";
import { Question, readingOf } from "../core/signals/question.ts";
import type { Reading, Signal } from "../core/signals/rule.ts";

const THRESHOLDS = thresholdsOf();

/** A line that cannot be answered; the message names the value and the fix. */
class Malformed extends Error {}

/**
 * The answer to one line, as one line.
 *
 * @throws {Malformed} If it is not JSON, or a value in it cannot be.
 */
function answer(line: string): string {
  const signals = detect(reading(questionOf(line)), THRESHOLDS);
  return JSON.stringify({
    hold: pairs(signals, "hold"),
    exit: pairs(signals, "exit"),
    recommendation: recommend(signals).toUpperCase(),
    signal_strength: signalStrength(signals),
  });
}

function reading(question: Question): Reading {
  try {
    return readingOf(question, marketOf(question.market));
  } catch (error) {
    // A date outside the calendar: its message names the years that are covered.
    if (error instanceof RangeError) throw new Malformed(error.message);
    throw error;
  }
}

function pairs(signals: readonly Signal[], advice: Signal["advice"]) {
  return signals.filter((signal) => signal.advice === advice)
    .map(({ name, strength }) => [name, strength]);
}

function questionOf(line: string): Question {
  const asked = parsed(line);
  const { success, data, error } = Question.safeParse(asked);
  if (success) return data;
  throw new Malformed(
    error.issues.map((issue) => complaint(issue, asked)).join("; "),
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    const start = line.length > 40 ? `${line.slice(0, 40)}…` : line;
    throw new Malformed(
      `Cannot read line: ${start} is not JSON, write one object per line`,
    );
  }
}

/** "Cannot read entry: "abc", give a positive number with at most 6 decimals". */
function complaint(issue: z.core.$ZodIssue, asked: unknown): string {
  if (issue.code === "unrecognized_keys") {
    return `Cannot read ${issue.keys.join(", ")}: no such field, leave it out`;
  }
  let value = asked;
  for (const key of issue.path) value = Object(value)[key];
  const shown = value === undefined ? "missing" : JSON.stringify(value);
  const name = issue.path.join(".") || "line";
  return `Cannot read ${name}: ${shown}, ${issue.message}`;
}

/** Whole lines of a byte stream; the last one may lack its newline. */
async function* linesOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>) {
  let rest = "";
  for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Answers every line it can. @returns the exit code: 1 if a line was malformed. */
async function main(): Promise<number> {
  let [number, code] = [0, 0];
  for await (const line of linesOf(Deno.stdin.readable)) {
    number++;
    if (line.trim() === "") continue;
    try {
      console.log(answer(line));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      console.error(`line ${number}: ${error.message}`);
      code = 1;
    }
  }
  return code;
}

if (import.meta.main) Deno.exit(await main());
