/** What happens to a position when the rules say REVIEW and nobody advises. @module */
import { MILLION } from "../money.ts";
import type { Position } from "./position.ts";

/** In a row; the last of them exits. */
const REVIEWS_MAX = 3;

export interface Reviewed {
  position: Position;
  /** `wait`: these bars were reviewed before, there is nothing new to judge. */
  action: "wait" | "tighten" | "hold" | "exit";
}

/**
 * The first review tightens the stop by the rule's declared step, the second
 * holds, the third in a row exits. Evidence is a full bar: what is seen again
 * within one bar is the same review, whatever the pace of the checks.
 *
 * @param fullBars Full bars of the symbol so far.
 * @param step By how much the stop tightens, as a ratio of cost.
 */
export function reviewed(
  position: Position,
  fullBars: number,
  step: number,
): Reviewed {
  if (position.reviewedBars === fullBars) {
    return { position, action: "wait" };
  }
  const reviews = position.reviews + 1;
  const next = { ...position, reviews, reviewedBars: fullBars };
  if (reviews >= REVIEWS_MAX) return { position: next, action: "exit" };
  if (position.tightenedPpm > 0) return { position: next, action: "hold" };
  const tightenedPpm = Math.round(step * MILLION);
  return { position: { ...next, tightenedPpm }, action: "tighten" };
}

/** The position once somebody has advised to hold it: what follows is a new row. */
export function advised(position: Position, fullBars: number): Position {
  return { ...position, reviews: 0, reviewedBars: fullBars };
}

/** The position once the rules no longer say REVIEW: the row is broken. */
export function calmed(position: Position): Position {
  return position.reviews === 0 ? position : { ...position, reviews: 0 };
}
