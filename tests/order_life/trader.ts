/** A trader without judgement: it enters and leaves at random, through the real gate. @module */
import { devClaude } from "../../core/agents/dev_claude.ts";
import { us } from "../../core/market/us.ts";
import { money, price } from "../../core/money.ts";
import { noMind } from "../../core/mind/no_mind.ts";
import type { Desk, Feed, Snapshot, Standing } from "../../core/ports.ts";
import type { Random } from "../../core/practice/random.ts";
import type { Exposure } from "../../core/risk/exposure.ts";
import type { Ticket } from "../../core/risk/gate.ts";
import { measure } from "../../core/risk/measure.ts";
import type { Instant } from "../../core/time.ts";
import type { Decision } from "../../core/trading/decision.ts";
import { isLive, priceOf } from "../../core/trading/order.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";

export interface Choice {
  decision: Decision;
  ticket: Ticket;
  exposure: Exposure;
}

const DATE = "2026-06-15";
const SYMBOLS = Array.from({ length: 24 }, (_, i) => `S${i}`);
const LAST = price(83_700_000);
const NONE = {} as Snapshot["technicals"];

const FEED: Feed = { seen: SYMBOLS.length, of: SYMBOLS.length, silentMs: 0 };
const STANDING: Standing = { connected: true, reason: null, reconnects: 0 };

/** Pace and loss must not end the story early; what is held must. */
const agent = {
  ...devClaude,
  limits: {
    ...devClaude.limits,
    maxDayLoss: money(1_000_000_000_000),
    maxOrdersPerMinute: 1_000,
    maxOrdersPerSession: 1_000,
    maxOrdersPerSymbol: 1_000,
    maxMishaps: 1_000,
  },
};

/** What every desk of the simulation has in common. */
export const SCENE = {
  agent,
  start: us.sessionOn(DATE)!.open as Instant,
  parameters: firstVersion(agent),
  market: us,
  mind: noMind,
  machine: { now: () => 0 },
  data: {
    universe: () => SYMBOLS,
    snapshots: () => Promise.resolve(new Map<string, Snapshot>()),
    charts: () => Promise.resolve([]),
    feed: () => FEED,
    refresh: () => Promise.resolve(),
  },
};

/** An entry into any symbol that is free; undefined if it picked one that is not. */
export async function entryOf(
  desk: Desk,
  random: Random,
): Promise<Choice | undefined> {
  const { positions, orders } = await desk.books.ledger(DATE);
  const symbol = random.pick(SYMBOLS);
  // A late fill of a cancelled entry would make two positions of one symbol.
  const taken = positions.some((position) => position.symbol === symbol) ||
    orders.some((order) =>
      order.symbol === symbol && order.purpose === "entry" &&
      (isLive(order) || order.status === "cancelled")
    );
  if (taken) return;
  const id = await idOf(desk);
  return await choiceOf(desk, {
    ...COMMON,
    id,
    positionId: id,
    symbol,
    side: "buy",
    purpose: "entry",
    quantity: random.whole(1, 20),
    limitPrice: price(LAST + random.whole(0, 50) * 10_000),
  });
}

/** An exit of all or a part of any position; undefined if there is none. */
export async function exitOf(
  desk: Desk,
  random: Random,
): Promise<Choice | undefined> {
  const { positions } = await desk.books.ledger(DATE);
  if (positions.length === 0) return;
  const { id: positionId, symbol, quantity } = random.pick(positions);
  return await choiceOf(desk, {
    ...COMMON,
    id: await idOf(desk),
    positionId,
    symbol,
    side: "sell",
    purpose: "exit",
    quantity: random.chance(0.5) ? quantity : random.whole(1, quantity),
    limitPrice: price(LAST - random.whole(0, 50) * 10_000),
  });
}

const COMMON = {
  session: DATE,
  positionSide: "long",
  trigger: "chance",
  type: "limit",
  stopPrice: null,
  entryVolumePpm: null,
  parameterVersion: "p1",
} as const;

async function idOf({ books }: Desk): Promise<string> {
  return `sim-${await books.nextNumber(DATE)}`;
}

/** The decision for `ticket`, and what the gate would look at, as of now. */
export async function choiceOf(desk: Desk, ticket: Ticket): Promise<Choice> {
  const at = desk.clock.now();
  const { id, symbol, purpose } = ticket;
  const ledger = await desk.books.ledger(DATE);
  const technicals = { ...NONE, priorClose: LAST, averageDailyVolume: 1e7 };
  const snapshots = new Map(
    SYMBOLS.map((symbol) => [symbol, { symbol, price: LAST, at, technicals }]),
  );
  const { market, parameters: { rules } } = desk;
  const session = market.sessionOn(DATE);
  const scene = {
    at,
    market,
    session,
    universe: SYMBOLS,
    ledger,
    snapshots,
    rules,
    standing: STANDING,
    feed: FEED,
  };
  const exposure = measure(scene, symbol, priceOf(ticket));
  const decision: Decision = {
    id,
    cycleId: "sim",
    session: DATE,
    symbol,
    action: purpose,
    reasons: ["chance"],
    refusals: [],
    parameterVersion: ticket.parameterVersion,
    at,
  };
  return { decision, ticket, exposure };
}
