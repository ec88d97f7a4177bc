/** Who is there, and how it is: InitConnect, KeepAlive, GetGlobalState, GetUserInfo. @module */
import type { Market } from "../../../core/market/market.ts";
import { sessionOf } from "../../../core/market/sessions.ts";
import { type Instant, SECOND_MS } from "../../../core/time.ts";
import type { Ask } from "./ask.ts";

/** 9.6, the version that the descriptors are of. */
const SERVER_VERSION = 906;
const BUILD = 5608;
const USER = "10000001";
/** Sixteen characters, as wanted; nothing is encrypted with them. */
const NO_KEY = "0".repeat(16);
/** ProgramStatusType_Ready. */
const READY = 10;
/** QotRight_Level1: may subscribe. */
const LEVEL_1 = 2;
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

export function login({ client }: Ask) {
  client.isLoggedIn = true;
  return {
    serverVer: SERVER_VERSION,
    loginUserID: USER,
    connID: client.connID,
    connAESKey: NO_KEY,
    keepAliveInterval: client.keepAliveInterval,
  };
}

export function keepAlive({ floor }: Ask) {
  return { time: secondsText(floor.now()) };
}

export function readState({ floor, client }: Ask) {
  const now = floor.now();
  const { closed } = STATE;
  return {
    marketHK: marketState(floor.market, now),
    marketUS: closed,
    marketSH: closed,
    marketSZ: closed,
    marketHKFuture: closed,
    qotLogined: true,
    trdLogined: true,
    serverVer: SERVER_VERSION,
    serverBuildNo: BUILD,
    time: secondsText(now),
    localTime: now / SECOND_MS,
    programStatus: { type: READY },
    connID: client.connID,
  };
}

export function readUser() {
  return {
    nickName: "Practice",
    userID: USER,
    hkQotRight: LEVEL_1,
    isNeedAgreeDisclaimer: false,
    updateType: UP_TO_DATE,
    subQuota: 1000,
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
