/** Controls that bind entries: is this the moment, and the pace, for one? @module */
import { iso, MINUTE_MS } from "../time.ts";
import { percent } from "../percent.ts";
import { type Control, no } from "./control.ts";

/** Entries this close to the end could not be left again in time. */
const LAST_ENTRY_MINUTES = 3;
/** An open market that shows nothing for this long is not seen. */
export const FEED_FROZEN_MS = 2 * MINUTE_MS;
/** Two equal orders within this time are one decision sent twice. */
const DUPLICATE_MS = MINUTE_MS;

export const notReducing: Control = (_, { tradingState }) => {
  if (tradingState !== "reducing" && tradingState !== "flattening") return;
  return no("TRADING_REDUCING", `Trading is ${tradingState}: exits only`);
};

export const notEnding: Control = (_, { toCloseMinutes }) => {
  if (!(toCloseMinutes < LAST_ENTRY_MINUTES)) return;
  return no(
    "SESSION_ENDING",
    `${toCloseMinutes} minutes to the close, ${LAST_ENTRY_MINUTES} needed`,
  );
};

export const quoteFresh: Control = (
  { symbol },
  { lastPrice, quoteAgeMs },
  { maxQuoteAgeMs },
) => {
  if (lastPrice !== null && quoteAgeMs <= maxQuoteAgeMs) return;
  const age = lastPrice === null ? "unknown" : `${quoteAgeMs} ms old`;
  return no(
    "QUOTE_STALE",
    `The price of ${symbol} is ${age}, ${maxQuoteAgeMs} ms allowed`,
  );
};

/** A jump nobody has explained may be a split or a bad tick: no entry on it. */
export const quoteExplained: Control = (
  { symbol },
  { lastPrice, priorClose },
  { maxMove },
) => {
  if (lastPrice === null) return;
  const move = (lastPrice - priorClose) / priorClose;
  if (Math.abs(move) <= maxMove) return;
  return no(
    "QUOTE_UNEXPLAINED",
    `${symbol} is ${percent(move)} from its prior close, ${
      percent(maxMove)
    } allowed`,
  );
};

/** What could not be cancelled, nor left again, is not entered. */
export const venueUp: Control = (_, { venueDown }) => {
  if (venueDown === null) return;
  return no("VENUE_DOWN", `The venue cannot be reached: ${venueDown}`);
};

export const feedAlive: Control = (_, { feedSilentMs }) => {
  if (feedSilentMs <= FEED_FROZEN_MS) return;
  return no(
    "FEED_FROZEN",
    `No bar came for ${feedSilentMs} ms, ${FEED_FROZEN_MS} ms allowed`,
  );
};

export const noUnknownOrder: Control = ({ symbol }, { unknownOrders }) => {
  if (unknownOrders === 0) return;
  return no(
    "ORDER_UNKNOWN",
    `${unknownOrders} orders of ${symbol} have an unknown fate`,
  );
};

export const withinOpenOrders: Control = (
  _,
  { openOrders },
  { maxOpenOrders },
) => {
  if (openOrders < maxOpenOrders) return;
  return no(
    "OPEN_ORDERS_EXCEEDED",
    `${openOrders} orders are open, ${maxOpenOrders} allowed`,
  );
};

export const withinPace: Control = ({ symbol }, exposure, limits) => {
  const paces = [
    ["in a minute", exposure.ordersLastMinute, limits.maxOrdersPerMinute],
    ["this session", exposure.ordersThisSession, limits.maxOrdersPerSession],
    [
      `of ${symbol} this session`,
      exposure.symbolOrdersThisSession,
      limits.maxOrdersPerSymbol,
    ],
  ] as const;
  const broken = paces.find(([, count, max]) => count >= max);
  if (!broken) return;
  const [what, count, max] = broken;
  return no("ORDER_RATE_EXCEEDED", `${count} orders ${what}, ${max} allowed`);
};

export const notDuplicate: Control = (
  { symbol, side, quantity },
  { at, recent },
) => {
  const twin = recent.find((order) =>
    order.side === side && order.quantity === quantity &&
    at - order.at < DUPLICATE_MS
  );
  if (!twin) return;
  return no(
    "ORDER_DUPLICATE",
    `${side} ${quantity} ${symbol} was ordered at ${iso(twin.at)}`,
  );
};

/** A rule that keeps being stopped out is broken until a person has looked. */
export const withinMishaps: Control = (_, { mishaps }, { maxMishaps }) => {
  if (mishaps < maxMishaps) return;
  return no(
    "MISHAPS_EXCEEDED",
    `${mishaps} stop-outs and rejections this session, ${maxMishaps} allowed`,
  );
};
