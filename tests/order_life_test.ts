/** The life of orders under faults and crashes, and the bugs that its simulation finds. */
import assert from "node:assert/strict";
import { MemoryBooks } from "../core/adapters/stores/memory.ts";
import { book } from "../core/flows/book.ts";
import { execute } from "../core/flows/execute.ts";
import { recover, resolve } from "../core/flows/recover.ts";
import { type Faults, MEAN } from "./order_life/faults.ts";
import { Broken } from "./order_life/invariants.ts";
import { GIVES_UP, MUTANTS } from "./order_life/mutants.ts";
import { planted } from "./order_life/planted.ts";
import { type Program, simulate } from "./order_life/simulation.ts";

const REAL: Program = { execute, book, recover, resolve, MemoryBooks };
const SEEDS = 300;
const STEPS = 300;
/** Each planted bug must show within these; they are run in order. */
const MUTANT_SEEDS = 1_000;

Deno.test(`${SEEDS} runs of ${STEPS} steps keep every invariant and settle`, async () => {
  const happened = new Map<keyof Faults, number>();
  let orders = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = await simulate(REAL, seed, STEPS);
    orders += run.books.orders.size;
    for (const [fault, times] of run.happened) {
      happened.set(fault, (happened.get(fault) ?? 0) + times);
    }
  }
  // A simulation in which nothing goes wrong would prove nothing.
  for (const fault of Object.keys(MEAN) as (keyof Faults)[]) {
    assert((happened.get(fault) ?? 0) > SEEDS, `${fault} hardly happened`);
  }
  console.log(orders, "orders,", Object.fromEntries(happened));
});

Deno.test("The same seed gives the same run, to the last journal row", async () => {
  const [a, b] = [
    await simulate(REAL, 7, STEPS),
    await simulate(REAL, 7, STEPS),
  ];
  const other = await simulate(REAL, 8, STEPS);
  assert.deepEqual(a.books.journal, b.books.journal);
  assert.notDeepEqual(a.books.journal, other.books.journal);
});

for (const mutant of MUTANTS) {
  Deno.test(`Planted bug: ${mutant.bug}`, async () => {
    const program = await planted(mutant);
    const found = await firstBroken(program, MEAN);
    assert(found, `It survived ${MUTANT_SEEDS} seeds`);
    console.log(found);
  });
}

Deno.test("Five look-ups that miss seem enough as long as every request arrives at once", async () => {
  const program = await planted(GIVES_UP);
  const prompt = { ...MEAN, requestLate: 0, requestLost: 0, crash: 0 };
  assert.equal(await firstBroken(program, prompt), undefined);
});

/** What the first seed that breaks an invariant says; undefined if none does. */
async function firstBroken(
  program: Program,
  faults: Faults,
): Promise<string | undefined> {
  for (let seed = 1; seed <= MUTANT_SEEDS; seed++) {
    try {
      await simulate(program, seed, STEPS, faults);
    } catch (error) {
      const { cause, message } = error as Error;
      // A planted bug that only breaks the program itself would teach nothing.
      if (cause instanceof Broken || cause instanceof RangeError) {
        return message;
      }
      throw error;
    }
  }
}
