/** From a request to its answer, with all that can go wrong on the way. @module */
import {
  decodeRequest,
  encodeResponse,
} from "../../../core/adapters/brokers/opend/messages.ts";
import {
  PROTOCOL,
  type RequestName,
} from "../../../core/adapters/brokers/opend/protocol.ts";
import { MessageError } from "../../../core/adapters/brokers/opend/validate.ts";
import { Refusal, Unanswered } from "./ask.ts";
import type { Client } from "./client.ts";
import type { Gateway } from "./gateway.ts";
import { HANDLERS } from "./handlers.ts";
import { askedBy, LOGIN, refusalBody } from "./spoken.ts";
import type { Call } from "./wire.ts";

/** These say how OpenD is, so they are answered however it is. */
const ALWAYS: readonly RequestName[] = [
  "GetGlobalState",
  "GetUserInfo",
  "KeepAlive",
];
const WRITES = ["Trd_PlaceOrder", "Trd_ModifyOrder"] as const;
/** Neither reads the account nor the market. */
const NOT_READ: readonly RequestName[] = [
  ...WRITES,
  "KeepAlive",
  "Trd_SubAccPush",
  "Qot_Sub",
  "Qot_RegQotPush",
];

export function isWrite({ protocol }: Call): boolean {
  return WRITES.some((name) => PROTOCOL[name] === protocol);
}

/** The frame of the answer; undefined if none goes out. */
export async function answerTo(
  gateway: Gateway,
  client: Client,
  call: Call,
): Promise<Uint8Array | undefined> {
  if (gateway.mischief.happens("restart")) return gateway.restart();
  try {
    return call.answer(await said(gateway, client, call));
  } catch (error) {
    if (error instanceof Unanswered) {
      if (error.cuts) client.close();
      return;
    }
    const no = error instanceof MessageError
      ? new Refusal(error.message)
      : error;
    if (!(no instanceof Refusal)) throw error;
    return call.failed(no) ?? call.answer(refusalBody(no));
  }
}

async function said(
  gateway: Gateway,
  client: Client,
  { protocol, body }: Call,
): Promise<Uint8Array> {
  const { kind } = client.wire;
  const name = askedBy(protocol, kind);
  const isLogin = name === LOGIN[kind];
  if (!client.isLoggedIn && !isLogin) {
    throw new Refusal(`${LOGIN[kind]} comes first`, "denied");
  }
  if (!name) throw new Refusal(`Protocol ${protocol} is not spoken here`);
  const c2s = decodeRequest(name, body);
  if (!isLogin) {
    gateway.look();
    if (!ALWAYS.includes(name)) gateway.standing.check();
    if (!NOT_READ.includes(name)) failedReading(gateway);
  }
  const ask = { gateway, floor: gateway.floor, client, c2s };
  return encodeResponse(name, await HANDLERS[name](ask));
}

/** In turns: a no that is none, a timeout, and no answer at all. */
function failedReading({ mischief }: Gateway): void {
  if (!mischief.happens("read_fails")) return;
  switch (mischief.counts().read_fails % 3) {
    case 1:
      throw new Refusal("Network interruption, please try again");
    case 2:
      throw new Refusal("Request timed out", "timeout");
    default:
      throw new Unanswered(false);
  }
}
