/** One row of an agent's journal as a plain line of a log, where it is worth one. @module */
import { saidIn } from "../../../core/trading/journal.ts";
import { z } from "zod";
import { type Money, perShare } from "../../../core/money.ts";
import { Instant } from "../../../core/time.ts";
import {
  Cycle,
  StateChange,
  TradingSession,
} from "../../../core/trading/cycle.ts";
import { Decision } from "../../../core/trading/decision.ts";
import { Fill } from "../../../core/trading/fill.ts";
import { Order } from "../../../core/trading/order.ts";
import { Position } from "../../../core/trading/position.ts";
import { amount, priceText, signedAmount, stamp } from "./figures.ts";

export const Row = z.object({
  seq: z.int(),
  kind: z.string(),
  subject: z.string(),
  at: Instant,
  /** It as it was from then on, as JSON. */
  body: z.string(),
});
export type Row = z.output<typeof Row>;

/** What a row says, by its kind; undefined where that is routine. */
const TEXTS: Record<string, (body: unknown, row: Row) => string | undefined> = {
  session: (body) => sessionText(z.parse(TradingSession, body)),
  state: (body) => {
    const { state, cause, reason } = z.parse(StateChange, body);
    return `state ${state} (${cause}): ${reason}`;
  },
  cycle: (body) => {
    const { mode, note } = z.parse(Cycle, body);
    return note === null ? undefined : `${mode}: ${note}`;
  },
  decision: (body) => decisionText(z.parse(Decision, body)),
  order: (body) => orderText(z.parse(Order, body)),
  fill: (body) => {
    const { orderId, quantity, value } = z.parse(Fill, body);
    return `fill ${quantity} @ ${
      priceText(perShare(value, quantity))
    } on ${orderId}`;
  },
  position: (body, { at }) => positionText(z.parse(Position, body), at),
  command: (_, { subject }) => `command ${subject}`,
};

/** "2026-01-05 14:47:03Z dev_claude: entry AAPL: …". */
export function journalLine(agent: string, row: Row): string | undefined {
  const text = textOf(row);
  return text && `${stamp(row.at)} ${agent}: ${text}`;
}

function textOf(row: Row): string | undefined {
  if (!Object.hasOwn(TEXTS, row.kind)) return undefined;
  try {
    return TEXTS[row.kind]!(saidIn(row.kind, row.body), row);
  } catch (error) {
    // Of another version: what it is about is still told.
    if (!(error instanceof z.ZodError)) throw error;
    return `${row.kind} ${row.subject}`;
  }
}

function sessionText(session: TradingSession): string {
  const { date, status, startingEquity, endingEquity } = session;
  const equity = amount(endingEquity ?? startingEquity);
  const day = endingEquity === null
    ? ""
    : `, day ${signedAmount(endingEquity - startingEquity as Money)}`;
  return `session ${date} ${status}, equity ${equity}${day}`;
}

function decisionText(decision: Decision): string | undefined {
  const { action, symbol, reasons } = decision;
  if (action !== "entry" && action !== "exit") return undefined;
  return `${action} ${symbol}: ${reasons.join("; ")}`;
}

/** The usual course is told by its fills. */
function orderText(order: Order): string | undefined {
  if (order.status !== "rejected" && order.status !== "unknown") return;
  return `order ${order.id} ${order.status}: ${
    order.reason ?? "no reason told"
  }`;
}

/** Its opening and its end; what lies between is told by fills. */
function positionText(position: Position, at: Instant): string | undefined {
  const { symbol, status, quantity, cost, setup, openedAt } = position;
  if (status === "closed") {
    const { realizedPnl, fees } = position;
    const result = realizedPnl === null
      ? "unknown"
      : signedAmount(realizedPnl - fees as Money);
    return `position ${symbol} closed, result ${result}`;
  }
  if (at !== openedAt) return undefined;
  return `position ${symbol} opened, ${quantity} @ ${
    priceText(perShare(cost, quantity))
  } (${setup})`;
}
