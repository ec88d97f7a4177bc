/**
 * `deno task simulate [--runs 10000] [--seed 1]`: seeded trading days on the
 * vendors' wires, with everything that goes wrong there. Exits with 1, and names
 * the seeds, if an order was lost or sent twice, if a read that failed or lied
 * changed a row, if a request limit was exceeded, or if books and venue differ.
 *
 * @module
 */
import { flagsOf } from "../workers/arguments.ts";
import { wholeFlag } from "./simulate/whole_flag.ts";
import type { Day } from "./simulate/day.ts";

const USAGE = `deno task simulate [--runs 10000] [--seed 1]

Plays that many trading days from that seed on, on all cores.`;
const EVERY = 100;

if (import.meta.main) {
  const flags = flagsOf(Deno.args, ["runs", "seed"], USAGE);
  const runs = wholeFlag("runs", flags.runs ?? "10000");
  const first = wholeFlag("seed", flags.seed ?? "1");
  Deno.exit(await simulate(runs, first) ? 0 : 1);
}

async function simulate(runs: number, first: number): Promise<boolean> {
  const days: Day[] = [];
  const began = performance.now();
  await eachOn(navigator.hardwareConcurrency, runs, first, (day) => {
    days.push(day);
    for (const text of day.wrong) {
      console.error(`seed ${day.seed}, ${day.venue}: ${text}`);
    }
    if (days.length % EVERY !== 0) return;
    const seconds = (performance.now() - began) / 1_000;
    console.log(`${days.length} of ${runs} days, ${seconds.toFixed(0)} s`);
  });
  const wrong = days.filter((day) => day.wrong.length > 0);
  for (const line of summaryOf(days)) console.log(line);
  console.log(`${wrong.length} of ${days.length} days went wrong`);
  return wrong.length === 0;
}

/** Each seed on whichever thread is free. */
async function eachOn(
  threads: number,
  runs: number,
  first: number,
  told: (day: Day) => void,
): Promise<void> {
  const url = new URL("./simulate/worker.ts", import.meta.url);
  let next = first;
  await Promise.all(
    Array.from({ length: Math.min(threads, runs) }, async () => {
      const worker = new Worker(url, { type: "module" });
      while (next < first + runs) {
        const seed = next++;
        told(
          await new Promise<Day>((done, fail) => {
            worker.onmessage = ({ data }) => done(data);
            worker.onerror = (event) => {
              event.preventDefault();
              fail(new Error(`seed ${seed}: ${event.message}`));
            };
            worker.postMessage({ seed });
          }),
        );
      }
      worker.terminate();
    }),
  );
}

function summaryOf(days: readonly Day[]): string[] {
  const total = (of: (day: Day) => number) =>
    days.reduce((sum, day) => sum + of(day), 0);
  const kinds = new Set(days.flatMap(({ happened }) => Object.keys(happened)));
  return [
    `${total(({ orders }) => orders)} orders, ${
      total(({ fills }) => fills)
    } fills`,
    ...[...kinds].map((kind) =>
      `${kind.padEnd(20)}${
        String(total(({ happened }) => happened[kind] ?? 0)).padStart(9)
      }`
    ),
  ];
}
