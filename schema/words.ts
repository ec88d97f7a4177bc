/** A sentence for every word of every enum: a model knows words, not what they mean to strangers. @module */
import { REFUSAL_WORDS } from "./refusal_words.ts";
import { VENUE_WORDS } from "./venue_words.ts";

export interface Words {
  description: string;
  words: Readonly<Record<string, string>>;
}

/** @throws {TypeError} If a word of the model has no sentence. */
export function wordsOf(title: string, options: readonly string[]): Words {
  const found = WORDS[title];
  if (!found) throw new TypeError(`Cannot expose ${title}: say what it is`);
  const missing = options.find((option) => !found.words[option]);
  if (missing === undefined) return found;
  throw new TypeError(`Cannot expose ${title}: say what "${missing}" is`);
}

const UNKNOWN = "Not known yet.";

const WORDS: Readonly<Record<string, Words>> = {
  RefusalCode: REFUSAL_WORDS,
  ...VENUE_WORDS,
  AgentRole: {
    description: "What an agent is there for.",
    words: {
      sandbox: "Experiments, with full autonomy inside hard limits.",
      production: "Runs only what was validated and approved.",
      overseer: "Judges what the others learn and advises; never trades.",
    },
  },
  MarketId: {
    description: "A market with its own hours, ticks, lots and fees.",
    words: {
      US: "The stock markets of the United States, in New York time.",
      HKEX: "The Hong Kong stock market, in Hong Kong time.",
    },
  },
  Currency: {
    description: "What the amounts of an agent are in.",
    words: { USD: "United States dollars.", HKD: "Hong Kong dollars." },
  },
  PositionStatus: {
    description: "Whether anything is held.",
    words: { open: "Shares are held.", closed: "Nothing is held any more." },
  },
  PositionSide: {
    description: "Which way a position gains.",
    words: {
      long: "Gains when the price rises.",
      short: "Gains when it falls.",
    },
  },
  OrderStatus: {
    description: "Where an order stands in its life.",
    words: {
      intent: "Written down, not sent.",
      submitting: "Claimed by the one process that sends it.",
      accepted: "Working at the venue.",
      rejected: "The venue said no.",
      unknown:
        "Sent, and the answer was lost: it may be working, so it is never sent again.",
      partial: "Some of it has traded, the rest works on.",
      filled: "All of it has traded.",
      cancelled: "Withdrawn before all of it traded.",
      expired: "Over without a cancel: never sent, or its day ended.",
    },
  },
  OrderSide: {
    description: "What an order does with shares.",
    words: { buy: "Buys shares.", sell: "Sells shares." },
  },
  OrderPurpose: {
    description: "What an order does to a position.",
    words: {
      entry: "Opens it or adds to it.",
      exit: "Leaves it or a part of it.",
    },
  },
  DecisionAction: {
    description: "What was chosen.",
    words: {
      entry: "Enter, with an order.",
      skip: "Do not enter what was looked at.",
      hold: "Keep a position.",
      tighten: "Keep a position with its stop drawn closer.",
      exit: "Leave, with an order.",
      cancel: "Withdraw an order that works.",
    },
  },
  Mode: {
    description: "What a run of an agent does.",
    words: {
      scan: "Ranks candidates before the market opens.",
      trade: "Enters candidates that pass the gate.",
      watch: "Looks at every open position and leaves where rules say so.",
      close: "Decides before a break what may stay.",
      heartbeat: "Shows that it is there while the market is closed.",
    },
  },
  TradingState: {
    description: "What an agent may do.",
    words: {
      active: "May enter and leave.",
      reducing: "May only leave: no new entries.",
      halted:
        "Sends nothing, no exit either; what worked is withdrawn, what it holds it keeps.",
      flattening: "Leaves everything it holds.",
      locked: "Sends nothing until the operator unlocks it.",
    },
  },
  StateCause: {
    description:
      "Who or what set a trading state: only its own cause lifts it.",
    words: {
      start: "The books were new.",
      day_limit: "The loss limit of a session was reached.",
      operator: "A person asked for it.",
      reconciliation: "Books and venue did not say the same.",
    },
  },
  TradingSessionStatus: {
    description: "Whether a session is still in the books as running.",
    words: { open: "Opened and not closed yet.", closed: "Written up." },
  },
  CycleBreak: {
    description: "What a close review precedes.",
    words: { lunch: "The lunch break.", close: "The end of the session." },
  },
  Advice: {
    description: "What the rules say to a position.",
    words: {
      hold: "Keep it.",
      review: "Ask for a second opinion.",
      exit: "Leave it.",
    },
  },
  AdviceStrength: {
    description: "Advice with its weight, in the seed's words.",
    words: {
      strong_hold: "Strong reasons to stay.",
      hold: "Nothing speaks against staying.",
      review: "Reasons to think again.",
      exit: "Reasons to leave.",
      strong_exit: "Leave at once.",
    },
  },
  MacdSignal: {
    description: "MACD(12, 26) against its signal line(9).",
    words: {
      bullish: "Above it.",
      bearish: "Below it.",
      neutral: "On it.",
      unknown: UNKNOWN,
    },
  },
  Place: {
    description: "Where the price stands against a line.",
    words: {
      above: "More than half a percent above it.",
      below: "More than half a percent below it.",
      at: "Within half a percent of it.",
      unknown: UNKNOWN,
    },
  },
  MonitorState: {
    description: "How well an open position is watched.",
    words: {
      no_monitor: "Nobody watches it: an alarm.",
      error: "Its monitor has failed: an alarm.",
      stopped: "Its monitor was stopped though it is open: an alarm.",
      failing: "Three checks in a row have failed.",
      sleeping: "The market rests, and so does the monitor.",
      stale: "No check for a quarter of an hour.",
      active: "Watched.",
      starting: "Not checked yet.",
      unknown: UNKNOWN,
    },
  },
  CommandKind: {
    description: "What the operator may want.",
    words: {
      halt: "Nothing sent any more, and working orders withdrawn.",
      resume: "Back to active.",
      reduce: "No new entries.",
      flatten: "Everything sold.",
      close: "One position left.",
      cancel: "One order withdrawn.",
      adopt: "A holding that is nobody's taken on as a position.",
    },
  },
  AlertSeverity: {
    description: "How much an alert matters.",
    words: {
      info: "Good to know.",
      warning: "Should be looked at.",
      critical: "Must be looked at now.",
    },
  },
  ActivityMode: {
    description: "What an agent says it is doing.",
    words: {
      sleeping: "Waits for its next run.",
      awake: "Has woken up.",
      thinking: "Asks Claude.",
      trading: "Trades.",
      researching: "Looks things up.",
      error: "Something went wrong.",
    },
  },
  LearningStatus: {
    description: "Where a claim stands.",
    words: {
      proposed: "Nobody has judged it yet.",
      validated: "Supported more often than contradicted.",
      contradicted: "Contradicted at least as often as supported.",
    },
  },
  LearningCategory: {
    description: "What a claim is about.",
    words: {
      trading: "How to trade.",
      broker: "How a venue behaves.",
      pattern: "An entry pattern or a signal.",
      market: "A market as a whole.",
      system: "This system itself.",
      mistake: "Something that went wrong.",
    },
  },
  UserErrorCode: {
    description: "Why a mutation did nothing.",
    words: {
      AGENT_UNKNOWN: "There is no agent with that id.",
      AGENT_STATELESS: "That agent does not trade, so it has no trading state.",
      REASON_EMPTY: "A reason must be given: it goes on record.",
      REASON_TOO_LONG: "The reason is longer than what goes on record.",
      KEY_INVALID: "A key has 1 to 100 characters without spaces.",
      KEY_TAKEN: "Something else was asked with that key before.",
      SYMBOL_INVALID: "The market of that agent has no such symbol.",
      ALERT_UNKNOWN: "There is no such alert about that agent.",
    },
  },
};
