/** The edge of every pre-trade control: what it lets pass, and what it refuses one step beyond. @module */
import type { RefusalCode } from "../core/outcome.ts";
import type { Exposure } from "../core/risk/exposure.ts";
import type { Ticket } from "../core/risk/gate.ts";
import { plus } from "../core/time.ts";
import { amount, NOW, price } from "./desk.ts";

export interface Case {
  ticket?: Partial<Ticket>;
  seen?: Partial<Exposure>;
}

/** Passes at its edge, is refused one step beyond. */
export type Edge = [
  code: RefusalCode,
  what: string,
  passes: Case,
  refused: Case,
];

const twin = (ageMs: number, change: object = {}): Case => ({
  seen: {
    recent: [{ side: "buy", quantity: 100, at: plus(NOW, -ageMs), ...change }],
  },
});

/** Bind every order, a stop that rests too. */
export const EVERY: Edge[] = [
  ["DECISION_UNTRACED", "without a decision", {}, { ticket: { id: "" } }],
  ["DECISION_UNTRACED", "without a parameter version", {}, {
    ticket: { parameterVersion: "" },
  }],
  ["LOT_SIZE_VIOLATED", "of half a lot", {}, { ticket: { quantity: 50 } }],
  ["LOT_SIZE_VIOLATED", "of no shares", {}, { ticket: { quantity: 0 } }],
  ["LOT_SIZE_VIOLATED", "of less than none", {}, {
    ticket: { quantity: -100 },
  }],
  ["LOT_SIZE_VIOLATED", "of a symbol whose lot is not known", {}, {
    seen: { lotSize: NaN },
  }],
];

/** Bind entries and exits alike. */
export const ALWAYS: Edge[] = [
  ["TRADING_HALTED", "while halted", {}, { seen: { tradingState: "halted" } }],
  ["TRADING_HALTED", "while locked", {}, { seen: { tradingState: "locked" } }],
  ["CALENDAR_NOT_COVERED", "in a year not covered", {}, {
    seen: { calendarCovered: false, phase: "closed" },
  }],
  ["SESSION_CLOSED", "over lunch", {}, { seen: { phase: "lunch" } }],
  ["SESSION_CLOSED", "before the open", {}, { seen: { phase: "pre" } }],
  ["SESSION_CLOSED", "in an auction", {}, { seen: { phase: "auction" } }],
  ["SESSION_CLOSED", "after the close", {}, { seen: { phase: "post" } }],
  ["TICK_SIZE_VIOLATED", "off the tick", {
    ticket: { limitPrice: price("399.8") },
  }, { ticket: { limitPrice: price("399.9") } }],
  ["PRICE_OUTSIDE_COLLAR", "3 % under the last price", {
    ticket: { limitPrice: price("388") },
  }, { ticket: { limitPrice: price("387.8") } }],
  ["PRICE_OUTSIDE_COLLAR", "3 % over the last price", {
    ticket: { limitPrice: price("391.4") },
    seen: { lastPrice: price("380") },
  }, {
    ticket: { limitPrice: price("391.6") },
    seen: { lastPrice: price("380") },
  }],
];

export const ENTERING: Edge[] = [
  ["HOLDING_UNPRICED", "beside a holding without a price", {}, {
    seen: { unpriced: ["9988"] },
  }],
  ["SYMBOL_NOT_IN_UNIVERSE", "of a foreign symbol", {}, {
    seen: { inUniverse: false },
  }],
  ["ORDER_WORKING", "beside a buy", {}, { seen: { workingBuys: 1 } }],
  ["ORDER_OPPOSITE", "beside a sell", {}, { seen: { workingSells: 1 } }],
  ["TRADING_REDUCING", "while reducing", {}, {
    seen: { tradingState: "reducing" },
  }],
  ["TRADING_REDUCING", "while flattening", {}, {
    seen: { tradingState: "flattening" },
  }],
  ["SESSION_ENDING", "3 minutes before the close", {
    seen: { toCloseMinutes: 3 },
  }, { seen: { toCloseMinutes: 2.999 } }],
  ["QUOTE_STALE", "on a price 30 s old", { seen: { quoteAgeMs: 30_000 } }, {
    seen: { quoteAgeMs: 30_001 },
  }],
  ["QUOTE_STALE", "without a price", {}, {
    seen: { lastPrice: null, quoteAgeMs: Infinity },
  }],
  ["QUOTE_UNEXPLAINED", "after a rise of 10 %", {
    seen: { lastPrice: price("396"), priorClose: 360_000_000 },
  }, { seen: { lastPrice: price("396.2"), priorClose: 360_000_000 } }],
  ["QUOTE_UNEXPLAINED", "after a fall of 10 %", {
    seen: { lastPrice: price("405"), priorClose: 450_000_000 },
  }, { seen: { lastPrice: price("404.8"), priorClose: 450_000_000 } }],
  ["QUOTE_UNEXPLAINED", "without a prior close", {}, {
    seen: { priorClose: NaN },
  }],
  ["VENUE_DOWN", "while the venue cannot be reached", {}, {
    seen: { venueDown: "connection reset" },
  }],
  ["FEED_FROZEN", "on a feed silent for two minutes", {
    seen: { feedSilentMs: 120_000 },
  }, { seen: { feedSilentMs: 120_001 } }],
  ["SYMBOL_ORPHANED", "beside shares that are not ours", {}, {
    seen: { orphaned: true },
  }],
  ["ORDER_UNKNOWN", "beside an unknown order", {}, {
    seen: { unknownOrders: 1 },
  }],
  ["OPEN_ORDERS_EXCEEDED", "as the tenth open order", {
    seen: { openOrders: 9 },
  }, { seen: { openOrders: 10 } }],
  ["ORDER_RATE_EXCEEDED", "as the fifth in a minute", {
    seen: { ordersLastMinute: 4 },
  }, { seen: { ordersLastMinute: 5 } }],
  ["ORDER_RATE_EXCEEDED", "as the fortieth of a session", {
    seen: { ordersThisSession: 39 },
  }, { seen: { ordersThisSession: 40 } }],
  ["ORDER_RATE_EXCEEDED", "as the fourth of its symbol", {
    seen: { symbolOrdersThisSession: 3 },
  }, { seen: { symbolOrdersThisSession: 4 } }],
  ["ORDER_DUPLICATE", "a minute after its twin", twin(60_000), twin(59_999)],
  [
    "ORDER_DUPLICATE",
    "after one of other size",
    twin(1, { quantity: 200 }),
    twin(1),
  ],
  [
    "ORDER_DUPLICATE",
    "after one of other side",
    twin(1, { side: "sell" }),
    twin(1),
  ],
  ["MISHAPS_EXCEEDED", "after two mishaps", { seen: { mishaps: 2 } }, {
    seen: { mishaps: 3 },
  }],
  ["SHORT_NOT_ALLOWED", "of a long", {}, {
    ticket: { side: "sell", positionSide: "short" },
  }],
  ["POSITION_COUNT_EXCEEDED", "as the fifth position", {
    seen: { positions: 4 },
  }, { seen: { positions: 5 } }],
  ["POSITION_COUNT_EXCEEDED", "of a symbol held, with five held", {
    seen: { positions: 5, symbolHeld: true },
  }, { seen: { positions: 5 } }],
  ["POSITION_VALUE_EXCEEDED", "of all one symbol may be worth", {}, {
    seen: { symbolValue: amount("0.000001") },
  }],
  ["GROSS_VALUE_EXCEEDED", "of all that is left under the gross cap", {
    seen: { grossValue: amount("160000") },
  }, { seen: { grossValue: amount("160000.000001") } }],
  ["VOLUME_SHARE_EXCEEDED", "of 1 % of the usual volume", {
    seen: { averageDailyVolume: 10_000 },
  }, { seen: { averageDailyVolume: 9_999 } }],
  ["VOLUME_SHARE_EXCEEDED", "of unknown volume", {}, {
    seen: { averageDailyVolume: NaN },
  }],
  ["CASH_EXCEEDED", "of all the cash", {
    seen: { freeCash: amount("40000") },
  }, { seen: { freeCash: amount("39999.999999") } }],
  ["DAY_LOSS_EXCEEDED", "a millionth short of the day's limit", {
    // So near to the limit nothing may be at risk any more.
    seen: { dayPnl: amount("-15999.999999"), riskPerShare: amount("0") },
  }, { seen: { dayPnl: amount("-16000"), riskPerShare: amount("0") } }],
  ["OPEN_RISK_EXCEEDED", "of all the risk the day has left", {
    seen: { openRisk: amount("10000"), dayPnl: amount("-4800") },
  }, { seen: { openRisk: amount("10000"), dayPnl: amount("-4800.000001") } }],
  ["OPEN_RISK_EXCEEDED", "of a profit at risk again", {
    seen: { openRisk: amount("17000"), dayPnl: amount("2200") },
  }, { seen: { openRisk: amount("17000"), dayPnl: amount("2199.999999") } }],
];

export const EXITING: Edge[] = [
  ["POSITION_OVERSOLD", "of all that is free to leave", {}, {
    seen: { exitableQuantity: 99 },
  }],
  ["ORDER_WORKING", "beside a sell", {}, { seen: { workingSells: 1 } }],
  ["ORDER_OPPOSITE", "beside a buy", {}, { seen: { workingBuys: 1 } }],
];
