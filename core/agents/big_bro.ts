/** Oversight: judges what the others learn, advises, never trades. @module */
import type { Overseer } from "./agent.ts";

export const bigBro: Overseer = {
  id: "big_bro",
  role: "overseer",
  dailyBudgetUsd: 10,
  heartbeat: "0 6,18 * * *",
};
