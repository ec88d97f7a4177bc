/** One market session of an agent, and each run of a flow within it. @module */
import { z } from "zod";
import { Money } from "../money.ts";
import { Instant } from "../time.ts";

/** The seed's modes; `watch` is its monitor, run by the same agent. */
export const Mode = z.enum(["scan", "trade", "watch", "close", "heartbeat"])
  .meta({ title: "Mode" });
export type Mode = z.output<typeof Mode>;

export const TradingState = z.enum([
  "active",
  "reducing",
  "halted",
  "flattening",
  "locked",
]).meta({ title: "TradingState" });
export type TradingState = z.output<typeof TradingState>;

/** Who or what set the trading state: only its own cause may lift it. */
export const StateChange = z.object({
  state: TradingState,
  cause: z.enum(["start", "day_limit", "operator", "reconciliation"])
    .meta({ title: "StateCause" }),
  reason: z.string(),
  at: Instant,
}).meta({ title: "StateChange" });
export type StateChange = z.output<typeof StateChange>;

export const TradingSession = z.object({
  date: z.string().describe("Exchange-local date"),
  status: z.enum(["open", "closed"]).meta({ title: "TradingSessionStatus" }),
  startingEquity: Money.describe("Cash and holdings at the session's opening"),
  endingEquity: Money.nullable(),
  openedAt: Instant,
  closedAt: Instant.nullable(),
}).meta({ title: "TradingSession" });
export type TradingSession = z.output<typeof TradingSession>;

export const Cycle = z.object({
  id: z.string(),
  session: z.string().describe("Exchange-local date it belongs to"),
  mode: Mode,
  at: Instant,
  note: z.string().nullable().describe("What a person should know of it"),
}).meta({ title: "Cycle", description: "One run of a flow" });
export type Cycle = z.output<typeof Cycle>;

export const ScanResult = z.object({
  cycleId: z.string(),
  symbol: z.string(),
  rank: z.int().positive(),
  setup: z.string(),
  scorePpm: z.int().describe("Score of the candidate, in millionths"),
  reason: z.string(),
}).meta({ title: "ScanResult" });
export type ScanResult = z.output<typeof ScanResult>;
