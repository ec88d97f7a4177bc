/** What a process holds on to, apart from what it has not thrown away yet. @module */
import v8 from "node:v8";
import vm from "node:vm";

v8.setFlagsFromString("--expose-gc");
const collect: () => void = vm.runInNewContext("globalThis.gc");

/** Bytes that are still needed: those of the heap, and what hangs on it. */
export function held(): number {
  collect();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
