/** Sends one order, once, and tells what is known of it then. @module */
import type { Price } from "../../../money.ts";
import type { Answer } from "../../../trading/order.ts";
import type { PaperAccount } from "./account.ts";
import { PlacedOrder } from "./answers.ts";
import { reasonOf, Refused, Unsent } from "./failure.ts";
import type { Turn } from "./limits.ts";
import type { Line } from "./line.ts";
import { type Placed, placement } from "./placement.ts";

/** Exits wait for their turn, and use what is kept for them; entries would be too late. */
export const EXIT: Turn = { urgent: true, waits: true };
export const ENTRY: Turn = { urgent: false, waits: false };

/** `unknown` is whatever may have arrived; what certainly did not is `rejected`. */
export async function placed(
  line: Line,
  account: PaperAccount,
  order: Placed,
  { turn, lastPrice }: { turn: Turn; lastPrice: Price | undefined },
): Promise<Answer> {
  try {
    const { orderID } = await line.write(
      "Trd_PlaceOrder",
      { header: account.header, ...placement(order, lastPrice) },
      PlacedOrder,
      turn,
    );
    return { status: "accepted", brokerOrderId: orderID };
  } catch (error) {
    const reason = reasonOf(error);
    if (error instanceof Unsent) {
      return { status: "rejected", reason: `It was not sent: ${reason}` };
    }
    const status = error instanceof Refused ? "rejected" : "unknown";
    return { status, reason };
  }
}
