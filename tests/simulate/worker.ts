/** Plays days one after the other, apart from the others: each is told as it ends. */
import { playDay } from "./day.ts";

self.addEventListener("message", async (event) => {
  const { seed } = (event as MessageEvent<{ seed: number }>).data;
  const day = await playDay(seed);
  (self as unknown as Worker).postMessage(day);
});
