/** Asks OpenD for the K lines of minutes as they grow. @module */
import { z } from "zod";
import { asked } from "./asked.ts";
import type { OpenDConnection } from "./connection.ts";
import { securityOf } from "./spelling.ts";
import { MINUTE_LINES, UNADJUSTED } from "./words.ts";

/**
 * What grows now is pushed at once, so that no minute goes missing between the
 * last one of the past and the first one heard.
 *
 * @throws {BrokerUnavailable} If OpenD does not take the subscription.
 */
export async function subscribeMinutes(
  connection: OpenDConnection,
  symbols: readonly string[],
): Promise<void> {
  if (symbols.length === 0) return;
  await asked("subscribe to minute bars", () =>
    connection.call("Qot_Sub", {
      securityList: symbols.map(securityOf),
      subTypeList: [MINUTE_LINES],
      isSubOrUnSub: true,
      isRegOrUnRegPush: true,
      regPushRehabTypeList: [UNADJUSTED],
      isFirstPush: true,
    }, z.unknown()));
}
