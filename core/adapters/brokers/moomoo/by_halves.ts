/** Asks for many securities at once where one bad code would spoil the whole answer. @module */
import { Refused, TooOften } from "./failure.ts";

/**
 * What `ask` answers, in batches; one that is refused is asked again by halves,
 * until only what is refused by itself is left out.
 *
 * @throws {Refused} If all of it is refused: then it is not the codes.
 */
export async function byHalves<T>(
  symbols: readonly string[],
  batch: number,
  ask: (symbols: readonly string[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const found: T[] = [];
  let refusal: Refused | undefined;
  let taken = symbols.length === 0;
  const waiting: (readonly string[])[] = [];
  for (let from = 0; from < symbols.length; from += batch) {
    waiting.push(symbols.slice(from, from + batch));
  }
  for (let some = waiting.shift(); some; some = waiting.shift()) {
    try {
      found.push(...await ask(some));
      taken = true;
    } catch (error) {
      // Asked too often says nothing of the codes.
      if (!(error instanceof Refused) || error instanceof TooOften) throw error;
      refusal ??= error;
      const half = Math.ceil(some.length / 2);
      if (half < some.length) {
        waiting.unshift(some.slice(0, half), some.slice(half));
      }
    }
  }
  if (!taken) throw refusal!;
  return found;
}
