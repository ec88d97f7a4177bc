/** An orphan becomes a position, because the operator said so. @module */
import { brief, money, perShare } from "../money.ts";
import {
  type Adjusted,
  BrokerUnavailable,
  type Desk,
  type VenuePosition,
} from "../ports.ts";
import type { Command } from "../trading/command.ts";
import { isLive } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { nextId } from "./next_id.ts";
import { checkBooks } from "./reconcile.ts";
import { type Run, startRun } from "./run.ts";

/** Setup of a position that no entry pattern opened. */
const ADOPTED = "adopted";

/**
 * Takes the shares the venue holds in the command's symbol into the books, for
 * what the venue says they cost; from then on they are protected, watched and
 * left like any other. Cash is not touched: it is compared by itself. Answers
 * what came of it, in words.
 */
export async function adopt(desk: Desk, command: Command): Promise<string> {
  const run = await startRun(desk, "watch");
  const symbol = desk.market.symbolOf(command.subject ?? "");
  if (symbol === undefined) {
    return `Refused: ${command.subject ?? "nothing"} is no symbol to adopt`;
  }
  const held = run.ledger.positions.find((one) => one.symbol === symbol);
  // After a crash between the two writes this is what is left to say.
  if (held) return `${symbol} is held already, as ${held.id}`;
  try {
    const { positions } = await desk.broker.account();
    const why = whyNot(run, symbol, positions.get(symbol));
    if (why) return `Refused: ${why}`;
    return await take(run, symbol, positions.get(symbol)!, command);
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return `Refused: ${error.message}`;
  }
}

/** What stands in the way of taking `symbol`; undefined if nothing. */
function whyNot(
  { ledger }: Run,
  symbol: string,
  venue: VenuePosition | undefined,
): string | undefined {
  if (!ledger.orphans.some((orphan) => orphan.symbol === symbol)) {
    return `${symbol} is no orphan`;
  }
  if (!venue) return `the venue holds no ${symbol} any more`;
  if (venue.cost === null) {
    return `the venue does not say what ${symbol} cost, and no price is invented`;
  }
  // A spin-off may have cost nothing: no stop can be worked out from that.
  if (perShare(money(Math.abs(venue.cost)), Math.abs(venue.quantity)) === 0) {
    return `the venue says that ${symbol} cost nothing, and no price is invented`;
  }
  const entry = ledger.orders.find((order) =>
    order.symbol === symbol && order.purpose === "entry" && isLive(order)
  );
  if (entry) return `order ${entry.id} may have bought them: it is not over`;
}

async function take(
  { desk, date: session, at }: Run,
  symbol: string,
  venue: VenuePosition,
  { requestedBy, reason }: Command,
): Promise<string> {
  const id = await nextId(desk, session);
  const position = positionOf(desk, id, symbol, venue, at);
  const { quantity, cost } = position;
  const adopted: Adjusted = {
    adjustment: {
      id: await nextId(desk, session),
      kind: "adoption",
      session,
      symbol,
      positionId: id,
      quantity,
      cost,
      cash: money(0),
      reason: `Adopted by ${requestedBy}: ${reason}`,
      at,
    },
    position,
  };
  await desk.books.adjust([adopted]);
  // Until the next comparison it would count twice: held, and an orphan.
  await checkBooks(desk);
  return `Adopted ${quantity} ${symbol} for ${brief(cost)} as ${id}`;
}

function positionOf(
  { broker }: Desk,
  id: string,
  symbol: string,
  venue: VenuePosition,
  at: Position["openedAt"],
): Position {
  const quantity = Math.abs(venue.quantity);
  const cost = money(Math.abs(venue.cost!));
  return {
    id,
    symbol,
    side: venue.quantity > 0 ? "long" : "short",
    quantity,
    cost,
    highWatermark: perShare(cost, quantity),
    realizedPnl: money(0),
    fees: money(0),
    setup: ADOPTED,
    entryVolumePpm: null,
    tightenedPpm: 0,
    reviews: 0,
    reviewedBars: 0,
    overnight: null,
    protection: broker.capabilities.stops ? "none" : "software",
    status: "open",
    openedAt: at,
    closedAt: null,
  };
}
