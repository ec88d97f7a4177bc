/** Asks OpenD for the K lines of minutes as they grow, as far as it lets us. @module */
import { z } from "zod";
import type { Market } from "../../../market/market.ts";
import { Subscriptions, UserInfo } from "./answers.ts";
import { Refused } from "./failure.ts";
import type { Line } from "./line.ts";
import { securityOf } from "./spelling.ts";
import { MINUTE_LINES, NO_PUSHES, UNADJUSTED } from "./words.ts";

/** A refusal that is about how many, or about the right to it, not about what. */
const NOT_ALLOWED = /quota|limit|right|permission|bmp|额度|限|权/i;

/**
 * Subscribes to as many as right and quota allow, the first ones first; what
 * grows now is pushed at once, so that no minute goes missing between the last
 * one of the past and the first one heard.
 *
 * @returns Those that will be pushed; the others must be asked for.
 * @throws {Refused} If it refuses for another reason than right and quota.
 * @throws {Unclear} If there is no telling what is subscribed now.
 */
export async function subscribed(
  line: Line,
  market: Market,
  symbols: readonly string[],
): Promise<string[]> {
  const some = await allowed(line, market, symbols);
  if (some.length === 0) return [];
  try {
    await line.ask("Qot_Sub", {
      securityList: some.map(securityOf),
      subTypeList: [MINUTE_LINES],
      isSubOrUnSub: true,
      isRegOrUnRegPush: true,
      regPushRehabTypeList: [UNADJUSTED],
      isFirstPush: true,
    }, z.unknown());
    return some;
  } catch (error) {
    const notAllowed = error instanceof Refused &&
      NOT_ALLOWED.test(error.message);
    if (notAllowed) return [];
    throw error;
  }
}

/** Whoever does not say how many it lets us is taken to let us all. */
async function allowed(
  line: Line,
  market: Market,
  symbols: readonly string[],
): Promise<string[]> {
  const user = await told(line.ask("GetUserInfo", {}, UserInfo));
  if (user && NO_PUSHES.includes(user.hkQotRight)) return [];
  const now = await told(
    line.ask("Qot_GetSubInfo", { isReqAllConn: true }, Subscriptions),
  );
  let left = now?.remainQuota ?? user?.subQuota ?? Infinity;
  // OpenD counts a security once, whichever connections want it; and for a
  // minute also what a connection wanted that is gone.
  const counted = new Set(
    now?.connSubInfoList.flatMap(({ subInfoList }) =>
      subInfoList.filter(({ subType }) => subType === MINUTE_LINES)
        .flatMap(({ securityList }) =>
          securityList.map(({ code }) => market.symbolOf(code) ?? code)
        )
    ),
  );
  return symbols.filter((symbol) => counted.has(symbol) || left-- > 0);
}

async function told<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Refused) return;
    throw error;
  }
}
