/** Controls that bind entries: what may be at stake. @module */
import { type Money, notional, written } from "../money.ts";
import { percent } from "../percent.ts";
import { priceOf } from "../trading/order.ts";
import { type Control, no } from "./control.ts";

export const shortAllowed: Control = (
  { symbol, positionSide },
  _,
  { allowShort },
) => {
  if (positionSide === "long" || allowShort) return;
  return no("SHORT_NOT_ALLOWED", `Cannot sell ${symbol} short`);
};

/** What cannot be valued cannot be weighed against any limit. */
export const everythingPriced: Control = (_, { unpriced }) => {
  if (unpriced.length === 0) return;
  return no("HOLDING_UNPRICED", `No price of ${unpriced.join(", ")}, held`);
};

export const withinDayLoss: Control = (_, { dayPnl }, { maxDayLoss }) => {
  if (dayPnl > -maxDayLoss) return;
  return no(
    "DAY_LOSS_EXCEEDED",
    `Day result ${written(dayPnl)} has used the limit of ${
      written(maxDayLoss)
    }`,
  );
};

/** The day's loss if every stop were hit now, this entry's included. */
export const withinOpenRisk: Control = (
  { quantity },
  exposure,
  { maxDayLoss },
) => {
  const { dayPnl, openRisk, riskPerShare } = exposure;
  const worst = openRisk + riskPerShare * quantity - dayPnl;
  if (worst <= maxDayLoss) return;
  return no(
    "OPEN_RISK_EXCEEDED",
    `Every stop hit would lose ${written(worst as Money)} today, ${
      written(maxDayLoss)
    } allowed`,
  );
};

export const withinCount: Control = (
  _,
  { positions, symbolHeld },
  { maxPositions },
) => {
  if (symbolHeld || positions < maxPositions) return;
  return no(
    "POSITION_COUNT_EXCEEDED",
    `${positions} positions of ${maxPositions} allowed`,
  );
};

export const withinValue: Control = (
  ticket,
  { symbolValue },
  { maxPositionValue },
) => {
  const value = symbolValue + notional(priceOf(ticket), ticket.quantity);
  if (value <= maxPositionValue) return;
  return no(
    "POSITION_VALUE_EXCEEDED",
    `${ticket.symbol} would be worth ${written(value as Money)}, ${
      written(maxPositionValue)
    } allowed`,
  );
};

export const withinGross: Control = (
  ticket,
  { grossValue },
  { maxGrossValue },
) => {
  const value = grossValue + notional(priceOf(ticket), ticket.quantity);
  if (value <= maxGrossValue) return;
  return no(
    "GROSS_VALUE_EXCEEDED",
    `Everything would be worth ${written(value as Money)}, ${
      written(maxGrossValue)
    } allowed`,
  );
};

export const withinVolume: Control = (
  { symbol, quantity },
  { averageDailyVolume },
  { maxVolumeShare },
) => {
  if (quantity <= averageDailyVolume * maxVolumeShare) return;
  return no(
    "VOLUME_SHARE_EXCEEDED",
    `${quantity} ${symbol} is more than ${percent(maxVolumeShare)} of ${
      Math.round(averageDailyVolume)
    } a session`,
  );
};

export const withinCash: Control = (ticket, { freeCash }) => {
  const value = notional(priceOf(ticket), ticket.quantity);
  if (value <= freeCash) return;
  return no(
    "CASH_EXCEEDED",
    `${written(value)} needed, ${written(freeCash)} free`,
  );
};
