/** An order on record and on its way to the venue, without a pattern behind it. @module */
import { nextId } from "../../core/flows/next_id.ts";
import type { Price } from "../../core/money.ts";
import type { ApprovedOrder } from "../../core/risk/gate.ts";
import type { Desk } from "../../core/ports.ts";
import { type Answer, intentOf } from "../../core/trading/order.ts";
import { ENTRY } from "../tickets.ts";
import { DATE } from "./stage.ts";

/** Buys `quantity` at `limit` or better; answers its id and what the venue said. */
export async function entered(
  desk: Desk,
  symbol: string,
  quantity: number,
  limit: number,
): Promise<{ id: string; answer: Answer }> {
  const { books, clock, parameters } = desk;
  const id = await nextId(desk, DATE);
  const approved = {
    ...{ ...ENTRY, id, positionId: id, session: DATE, symbol, quantity },
    limitPrice: Math.round(limit * 1e6) as Price,
    parameterVersion: parameters.id,
  } as ApprovedOrder;
  const at = clock.now();
  await books.recordIntent({
    ...{ id, cycleId: "scene", session: DATE, symbol, action: "entry" },
    ...{ reasons: [], refusals: [], parameterVersion: parameters.id, at },
  }, intentOf(approved, at));
  await books.claim(id);
  const answer = await desk.broker.submit(approved);
  await books.recordAnswer(id, answer);
  return { id, answer };
}
