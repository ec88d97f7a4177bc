/** Decision → risk gate → intent → broker: the only way to trade. @module */
import type { Begun, Desk } from "../ports.ts";
import { done, type Outcome, refused } from "../outcome.ts";
import type { Exposure } from "../risk/exposure.ts";
import { review, type Ticket } from "../risk/gate.ts";
import type { Decision } from "../trading/decision.ts";
import { type Answer, intentOf } from "../trading/order.ts";

/**
 * Sends `ticket` once and answers what the venue said of it; what fills is
 * told later, to `book`. Decision and intent are on record before the broker
 * hears of them, and only the winner of the claim sends. After a crash an
 * intent was never sent; an order still `submitting` has an unknown fate.
 *
 * @param begun The run of the decision, if that is not on record yet.
 */
export async function execute(
  desk: Desk,
  decision: Decision,
  ticket: Ticket,
  exposure: Exposure,
  begun?: Begun,
): Promise<Outcome<Answer>> {
  const verdict = review(ticket, exposure, desk.agent.limits);
  if (verdict.kind === "refused") return verdict;

  const order = intentOf(verdict.value, decision.at);
  await desk.books.recordIntent(decision, order, begun);
  if (!await desk.books.claim(order.id)) {
    const message = `Cannot send order ${order.id}: it was claimed before`;
    return refused({ code: "ORDER_CLAIMED", message });
  }
  const answer = await desk.broker.submit(verdict.value);
  await desk.books.recordAnswer(order.id, answer);
  return done(answer);
}
