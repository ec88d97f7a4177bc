/** What each refusal means, for whoever reads the schema. @module */

export const REFUSAL_WORDS = {
  description: "Every reason for which this system says no.",
  words: {
    TRADING_HALTED:
      "The agent is halted or locked: it sends nothing, no exit either.",
    TRADING_REDUCING: "The agent may only leave positions.",
    CALENDAR_NOT_COVERED: "The calendar does not know that year's closures.",
    SESSION_CLOSED: "The market is not in regular trading.",
    SESSION_ENDING: "Too close to the end of the session for an entry.",
    SYMBOL_NOT_IN_UNIVERSE: "The agent may not trade that security.",
    SYMBOL_HELD: "It holds that security already.",
    SYMBOL_ORPHANED:
      "Shares of that security lie at the venue that are not the agent's.",
    VENUE_DOWN: "The way to the venue is lost: nothing enters.",
    FEED_FROZEN: "No prices have come for too long: nothing enters.",
    ENTRY_NOT_REACHED: "The price is too far below the pattern's entry.",
    QUOTE_STALE: "The last price is too old, or there is none.",
    QUOTE_UNEXPLAINED:
      "The price has moved farther than a move needs no explanation.",
    LOT_SIZE_VIOLATED:
      "Not a whole number of board lots, or the lot is not known.",
    TICK_SIZE_VIOLATED: "The limit price is not on the market's price steps.",
    PRICE_OUTSIDE_COLLAR: "The limit price is too far from the last price.",
    POSITION_COUNT_EXCEEDED: "Too many positions.",
    POSITION_VALUE_EXCEEDED: "Too much of one security.",
    GROSS_VALUE_EXCEEDED: "Too much held in all.",
    VOLUME_SHARE_EXCEEDED: "Too much of what the security usually trades.",
    CASH_EXCEEDED: "Not enough free cash.",
    OPEN_RISK_EXCEEDED: "The stops of everything held could lose too much.",
    HOLDING_UNPRICED:
      "Something held has no price, so limits cannot be measured.",
    DAY_LOSS_EXCEEDED: "The session has lost what it may lose.",
    SHORT_NOT_ALLOWED: "The agent may not sell what it does not hold.",
    POSITION_OVERSOLD: "More would be sold than is held.",
    OPEN_ORDERS_EXCEEDED: "Too many working orders.",
    ORDER_WORKING: "An order for it is working already.",
    ORDER_OPPOSITE: "An order the other way is working.",
    ORDER_RATE_EXCEEDED: "Too many orders a minute, a session or a security.",
    ORDER_DUPLICATE: "The same was ordered a moment ago.",
    ORDER_UNKNOWN: "What became of an order for it is not known.",
    ORDER_CLAIMED: "Another process sends that order.",
    ORDER_NOT_FOUND: "There is no such order on record.",
    MISHAPS_EXCEEDED: "Too many stop-outs and rejections in the session.",
    DECISION_UNTRACED: "The order has no decision or no parameter version.",
    SIZE_ZERO: "The limits leave no whole lot.",
  },
};
