/** Asks for one order to be cancelled, as far as there is anything left to cancel. @module */
import type { PaperAccount } from "./account.ts";
import { PlacedOrder } from "./answers.ts";
import { Refused } from "./failure.ts";
import type { Line } from "./line.ts";
import type { OrderList } from "./order_list.ts";
import { CANCEL, ENDED_STATUSES } from "./words.ts";

/** @throws {Error} If it was refused and may still work, or may not have arrived. */
export async function cancelled(
  line: Line,
  { header }: PaperAccount,
  orders: OrderList,
  orderID: string,
): Promise<void> {
  try {
    await line.write(
      "Trd_ModifyOrder",
      { header, orderID, modifyOrderOp: CANCEL },
      PlacedOrder,
    );
  } catch (error) {
    // It may have been filled before we asked.
    if (!(error instanceof Refused)) throw error;
    const order = (await orders.today()).find((one) => one.orderID === orderID);
    // One that is not settled may still work.
    const over = !order || ENDED_STATUSES.has(order.orderStatus);
    if (!over) throw error;
  }
}
