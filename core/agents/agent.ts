/** Who acts: everything that makes one agent itself, as data. @module */
import type { MarketId } from "../market/market.ts";
import type { Money } from "../money.ts";
import type { Limits } from "../risk/limits.ts";
import type { Overrides } from "../signals/threshold.ts";

interface Profile {
  id: string;
  /** Claude spend allowed per day, in US dollars. */
  dailyBudgetUsd: number;
}

export interface Trader extends Profile {
  role: "sandbox" | "production";
  market: MarketId;
  broker: "alpaca" | "moomoo";
  /** Environment variable that names this agent's trading database. */
  databaseEnv: string;
  /** Cash a new paper account starts with. */
  paperCash: Money;
  limits: Limits;
  /** Hours between heartbeats while the market is closed. */
  heartbeatHours: number;
  entry: {
    /** Candidates a trade run looks at, best first. */
    maxCandidates: number;
    /** Least score a candidate needs, 0–1. */
    minScore: number;
    /** How far below a pattern's entry a price already counts as reaching it. */
    maxBelow: number;
    /** How far over the last price a buy may reach to be filled. */
    reach: number;
    /** A working entry older than this is cancelled. */
    patienceMinutes: number;
  };
  exit: {
    /** How far under the last price an exit may reach to be filled. */
    reach: number;
    /** An exit this old that the price has left behind is cancelled and decided afresh. */
    patienceMinutes: number;
  };
  /** Where this agent differs from the defaults of rules and setups. */
  rules: Overrides;
  setups: Overrides;
}

export interface Overseer extends Profile {
  role: "overseer";
  /** Cron pattern in UTC: it has no market whose hours it could follow. */
  heartbeat: string;
}

export type Agent = Trader | Overseer;
