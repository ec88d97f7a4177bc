/** Nobody to ask: the rules decide alone, at no cost. @module */
import type { Mind } from "../ports.ts";

export const noMind: Mind = {
  review: () => Promise.resolve("no advice"),
  rank: () => Promise.resolve("no advice"),
};
