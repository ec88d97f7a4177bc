/** The last resort of the operator: an account without working orders, or flat. No books, no lease, no AI. @module */
import type { OrderSide } from "../market/market.ts";
import {
  BrokerUnavailable,
  type Liquidator,
  type VenuePosition,
} from "../ports.ts";
import type { ListedOrder } from "../trading/order.ts";

/** 2 cancels what works; 3 flattens as well. */
export type KillLevel = 2 | 3;

export interface KillDoors {
  liquidator: Liquidator;
  /** Unlike that of any other kill: part of its order ids. */
  stamp: string;
  /** One line of what was done, or could not be. */
  tell: (line: string) => void;
  /** Machine milliseconds. */
  pause: (ms: number) => Promise<void>;
}

/** Looks, a pause apart; what a venue does takes it a moment. */
const LOOKS_MAX = 30;
const PAUSE_MS = 1_000;
/** Market orders for one symbol: what is refused so often will be refused again. */
const TRIES_MAX = 3;

/**
 * Cancels all that works but the stops that protect what is held; at level 3
 * those too, and then sells or buys back every share at the market. It only
 * reduces, so it may be repeated at any time, and goes on where it was stopped.
 *
 * @returns Whether the venue says that it is done.
 */
export async function kill(
  doors: KillDoors,
  level: KillLevel,
): Promise<boolean> {
  if (!await withdrawAll(doors, level)) return false;
  return level === 2 || await flatten(doors);
}

async function withdrawAll(
  { liquidator, tell, pause }: KillDoors,
  level: KillLevel,
): Promise<boolean> {
  const asked = new Set<string>();
  for (let look = 1; look <= LOOKS_MAX; look++) {
    const working = await read(tell, () => liquidator.working());
    const held = working && await read(tell, () => liquidator.positions());
    const left = working?.filter((order) =>
      level === 3 || !(held && protects(order, held))
    );
    if (left?.length === 0) {
      const kept = working!.length;
      tell(kept > 0 ? `No order works but ${kept} stops` : "No order works");
      return true;
    }
    for (const order of left ?? []) {
      const { brokerOrderId, side, quantity, symbol } = order;
      // Asked once is enough for the venue; asked again is harmless.
      if (!asked.has(brokerOrderId)) {
        tell(`Cancelling ${side} ${quantity} ${symbol} (${brokerOrderId})`);
      }
      asked.add(brokerOrderId);
      await read(tell, () => liquidator.cancel(brokerOrderId));
    }
    await pause(PAUSE_MS);
  }
  tell(`Orders still work after ${LOOKS_MAX} looks`);
  return false;
}

/** A stop on the closing side of what is held. */
function protects(
  { type, symbol, side }: ListedOrder,
  held: ReadonlyMap<string, VenuePosition>,
): boolean {
  const quantity = held.get(symbol)?.quantity ?? 0;
  return type === "stop" && quantity !== 0 && side === closing(quantity);
}

async function flatten(doors: KillDoors): Promise<boolean> {
  const { liquidator, tell, pause } = doors;
  const tries = new Map<string, number>();
  /** Sent and not refused: the shares each should leave. */
  const sent = new Map<string, number>();
  for (let look = 1; look <= LOOKS_MAX; look++) {
    const working = await read(tell, () => liquidator.working());
    const positions = working && await read(tell, () => liquidator.positions());
    if (positions?.size === 0) {
      tell("No share is held");
      return true;
    }
    for (const [symbol, position] of positions ?? []) {
      // While one is on its way another would sell the same shares twice.
      const isLeaving = working!.some((order) => order.symbol === symbol);
      if (isLeaving || sent.get(symbol) === position.quantity) continue;
      const count = tries.get(symbol) ?? 0;
      if (count === TRIES_MAX) continue;
      tries.set(symbol, count + 1);
      if (await reduce(doors, symbol, position, count + 1)) {
        sent.set(symbol, position.quantity);
      }
    }
    await pause(PAUSE_MS);
  }
  tell(`Shares are still held after ${LOOKS_MAX} looks`);
  return false;
}

/** Whether the order may be on its way. */
async function reduce(
  { liquidator, stamp, tell }: KillDoors,
  symbol: string,
  { quantity, available }: VenuePosition,
  count: number,
): Promise<boolean> {
  const shares = Math.min(Math.abs(quantity), available);
  if (shares === 0) return false;
  const side = closing(quantity);
  const id = `kill-${stamp}-${symbol}-${count}`;
  const answer = await liquidator.reduce(id, symbol, side, shares);
  const said = answer.status === "accepted" ? "" : `: ${answer.reason}`;
  tell(`${side} ${shares} ${symbol} at the market, ${answer.status}${said}`);
  return answer.status !== "rejected";
}

function closing(quantity: number): OrderSide {
  return quantity > 0 ? "sell" : "buy";
}

/** Undefined, and told, when the venue did not answer. */
async function read<T>(
  tell: KillDoors["tell"],
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    tell(error.message);
  }
}
