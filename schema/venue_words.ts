/** Sentences for the words of orders, protection and comparisons with the venue. @module */
import type { Words } from "./words.ts";

export const VENUE_WORDS: Readonly<Record<string, Words>> = {
  OrderType: {
    description: "How the price of an order is bound.",
    words: {
      limit: "At its limit or better, for the day.",
      stop:
        "At the market once its stop price has traded, good till cancelled.",
      market: "At the market, for the day.",
    },
  },
  Protection: {
    description: "Who sells a position when it falls.",
    words: {
      none: "Nobody yet: its stop is not confirmed.",
      venue: "A stop that rests at the venue and was read back.",
      software: "The agent's own watch: the venue takes no stops.",
    },
  },
  AdjustmentKind: {
    description: "What an adjustment made equal.",
    words: {
      position: "The shares of a position, at no price.",
      cash: "The cash of the account.",
      adoption: "A holding of nobody that the operator took on.",
    },
  },
  ReconciliationOutcome: {
    description: "What came of a comparison with the venue.",
    words: {
      equal: "Books and venue say the same.",
      adjusted: "The books were made to follow the venue, on record.",
      blocked: "Something is not settled: no entries until it is.",
      failed: "The venue could not be read: nothing was changed, no entries.",
    },
  },
  DifferenceKind: {
    description: "What is made of a difference.",
    words: {
      adjusted: "The books follow the venue.",
      orphan: "Held there and not here: shown, and counted as risk.",
      foreign: "An order of somebody else.",
      unknown: "Not settled yet.",
    },
  },
  DifferenceSubject: {
    description: "What a difference is about.",
    words: {
      position: "Shares of a security.",
      order: "An order.",
      cash: "The cash of the account.",
      calendar: "The hours of a session, or the time.",
    },
  },
};
