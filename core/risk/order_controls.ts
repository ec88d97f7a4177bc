/** Controls that bind every order, exits too: may it be sent at all, and in this form? @module */
import { change, type Money, written } from "../money.ts";
import { iso } from "../time.ts";
import { percent } from "../percent.ts";
import { priceOf } from "../trading/order.ts";
import { type Control, no } from "./control.ts";

export const traced: Control = ({ id, parameterVersion }) => {
  if (id !== "" && parameterVersion !== "") return;
  return no(
    "DECISION_UNTRACED",
    `Order "${id}" names no decision or no parameter version`,
  );
};

export const notHalted: Control = (_, { tradingState }) => {
  if (tradingState !== "halted" && tradingState !== "locked") return;
  return no("TRADING_HALTED", `Trading is ${tradingState}`);
};

export const calendarCovered: Control = (_, { calendarCovered, at }) => {
  if (calendarCovered) return;
  return no("CALENDAR_NOT_COVERED", `No session table for ${iso(at)}`);
};

export const sessionOpen: Control = (_, { phase, calendarCovered }) => {
  if (phase === "regular" || !calendarCovered) return;
  return no("SESSION_CLOSED", `The market is in phase ${phase}`);
};

export const inUniverse: Control = ({ symbol }, { inUniverse }) => {
  if (inUniverse) return;
  return no("SYMBOL_NOT_IN_UNIVERSE", `${symbol} is not tradable here`);
};

/** Shares that are not ours must not be mixed with ours. */
export const notOrphaned: Control = ({ symbol }, { orphaned }) => {
  if (!orphaned) return;
  return no(
    "SYMBOL_ORPHANED",
    `The venue holds ${symbol} that is not in the books`,
  );
};

export const wholeLots: Control = ({ symbol, quantity }, { lotSize }) => {
  const whole = Number.isInteger(quantity) && quantity > 0;
  if (whole && quantity % lotSize === 0) return;
  return no(
    "LOT_SIZE_VIOLATED",
    `${quantity} ${symbol} is not whole lots of ${lotSize}`,
  );
};

export const onTick: Control = (ticket, { tickSize }) => {
  const price = priceOf(ticket);
  if (price > 0 && price % tickSize === 0) return;
  return no(
    "TICK_SIZE_VIOLATED",
    `${written(price)} for ${ticket.symbol} is not on a tick of ${
      written(tickSize as Money)
    }`,
  );
};

export const withinCollar: Control = (
  ticket,
  { lastPrice },
  { priceCollar },
) => {
  if (lastPrice === null) return;
  const price = priceOf(ticket);
  if (Math.abs(change(lastPrice, price)) <= priceCollar) return;
  return no(
    "PRICE_OUTSIDE_COLLAR",
    `${written(price)} is more than ${percent(priceCollar)} from ${
      written(lastPrice)
    }`,
  );
};

export const noneWorking: Control = ({ symbol, side }, exposure) => {
  const same = side === "buy" ? exposure.workingBuys : exposure.workingSells;
  if (same === 0) return;
  return no("ORDER_WORKING", `A ${side} of ${symbol} is already working`);
};

export const noOpposite: Control = ({ symbol, side }, exposure) => {
  const opposite = side === "buy"
    ? exposure.workingSells
    : exposure.workingBuys;
  if (opposite === 0) return;
  return no(
    "ORDER_OPPOSITE",
    `${opposite} working orders of ${symbol} on the other side`,
  );
};

/** No share is sold, and none of a short bought back, twice. */
export const notOversold: Control = (
  { symbol, side, quantity },
  { exitableQuantity },
) => {
  if (quantity <= exitableQuantity) return;
  return no(
    "POSITION_OVERSOLD",
    `Cannot ${side} ${quantity} ${symbol}: ${exitableQuantity} are free to leave`,
  );
};
