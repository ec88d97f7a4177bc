/** Who is there, and how it is: InitConnect, InitWebSocket, KeepAlive, GetGlobalState, GetUserInfo. @module */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Market } from "../../../core/market/market.ts";
import { sessionOf } from "../../../core/market/sessions.ts";
import { type Instant, SECOND_MS } from "../../../core/time.ts";
import { type Ask, reading, Refusal } from "./ask.ts";

/** 9.6, the version that the descriptors are of. */
const SERVER_VERSION = 906;
const BUILD = 5608;
const USER = "10000001";
/** Sixteen characters, as wanted; nothing is encrypted with them. */
const NO_KEY = "0".repeat(16);
/** UserInfo: nothing to update. */
const UP_TO_DATE = 0;

/** QotMarketState, as far as Hong Kong's hours go. */
const STATE = {
  auction: 1,
  morning: 3,
  lunch: 4,
  afternoon: 5,
  closed: 6,
  closingAuction: 19,
} as const;

export const login = reading(
  z.object({ recvNotify: z.boolean().default(false) }),
  ({ gateway, client, c2s: { recvNotify } }) => {
    client.isLoggedIn = true;
    client.hearsNotices = recvNotify;
    return {
      serverVer: SERVER_VERSION,
      loginUserID: USER,
      connID: client.connID,
      connAESKey: NO_KEY,
      keepAliveInterval: gateway.keepAliveInterval,
    };
  },
);

/** A wrong key is refused before any protocol. */
export const loginWebSocket = reading(
  z.object({ websocketKey: z.string().default("") }),
  ({ gateway: { wsKey }, floor, client, c2s: { websocketKey } }) => {
    if (wsKey && websocketKey !== md5(wsKey)) {
      throw new Refusal("wrong key", "denied");
    }
    client.isLoggedIn = client.hearsNotices = true;
    return { serverTime: secondsText(floor.now()), connID: client.connID };
  },
);

export function keepAlive({ floor }: Ask) {
  return { time: secondsText(floor.now()) };
}

export function readState({ gateway, floor, client }: Ask) {
  const now = floor.now();
  const { isLoggedIn, programStatus } = gateway.standing;
  const { closed } = STATE;
  return {
    marketHK: marketState(floor.market, now),
    marketUS: closed,
    marketSH: closed,
    marketSZ: closed,
    marketHKFuture: closed,
    qotLogined: isLoggedIn,
    trdLogined: isLoggedIn,
    serverVer: SERVER_VERSION,
    serverBuildNo: BUILD,
    time: secondsText(now),
    localTime: now / SECOND_MS,
    programStatus,
    connID: client.connID,
  };
}

export function readUser({ gateway }: Ask) {
  const { right, notices } = gateway.standing.lookAtQuotes();
  gateway.tell(notices);
  return {
    nickName: "Practice",
    userID: USER,
    hkQotRight: right,
    isNeedAgreeDisclaimer: false,
    updateType: UP_TO_DATE,
    subQuota: gateway.subscriptions.quota,
    historyKLQuota: 1000,
  };
}

function marketState(market: Market, now: Instant): number {
  const phase = market.phaseAt(now);
  if (phase === "closed" || phase === "pre" || phase === "post") {
    return STATE.closed;
  }
  if (phase === "lunch") return STATE.lunch;
  const { open, close, lunch } = sessionOf(market, now)!;
  if (phase === "auction") {
    return now < open ? STATE.auction : STATE.closingAuction;
  }
  return now < (lunch?.start ?? close) ? STATE.morning : STATE.afternoon;
}

function secondsText(at: Instant): string {
  return String(Math.floor(at / SECOND_MS));
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
