/** How the books of an agent compare with the venue's. @module */
import {
  Difference,
  Orphan,
  Reconciliation,
} from "../core/trading/reconciliation.ts";
import { objectOf } from "./model.ts";

const DifferenceType = objectOf(Difference, {
  kind: "What is made of it.",
  subject: "What it is about.",
  symbol: "The security it is about, where it is about one.",
  orderId: true,
  books: true,
  venue: true,
  text: "The same as one sentence.",
});

const OrphanType = objectOf(Orphan, {
  symbol: "Ticker as the exchange writes it.",
  quantity: true,
  value: true,
  since: "When they were first seen, in market time.",
});

export const ReconciliationType = objectOf(Reconciliation, {
  at: "When, in market time.",
  outcome: true,
  note: "What a person should know of it.",
  matched: true,
}, (t) => ({
  differences: t.field({
    type: [DifferenceType],
    description: "In what they differ, or were made equal just now.",
    resolve: ({ differences }) => differences,
  }),
  orphans: t.field({
    type: [OrphanType],
    description:
      "Holdings at the venue that are not ours: counted as risk, adopted only when the operator says so.",
    resolve: ({ orphans }) => orphans,
  }),
}));
