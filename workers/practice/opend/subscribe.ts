/** Qot_Sub, Qot_RegQotPush, Qot_GetSubInfo: what a client wants pushed. Only quotes and minutes are. @module */
import { z } from "zod";
import { sessionOf } from "../../../core/market/sessions.ts";
import { MINUTE_MS } from "../../../core/time.ts";
import { type Ask, reading, Refusal } from "./ask.ts";
import { linePush, quotePush } from "./pushes.ts";
import { Security, securityOf, symbolOf } from "./security.ts";
import { PUSHED, QUOTES, type Topic, typeName } from "./subscriptions.ts";

const What = z.object({
  securityList: z.array(Security),
  subTypeList: z.array(z.int()),
  isFirstPush: z.boolean().default(true),
});

export const subscribe = reading(
  What.extend({
    isSubOrUnSub: z.boolean(),
    isRegOrUnRegPush: z.boolean().optional(),
    isUnsubAll: z.boolean().default(false),
  }),
  (ask) => {
    const { gateway: { subscriptions }, client, c2s } = ask;
    const topics = c2s.isUnsubAll ? subscriptions.of(client) : topicsOf(ask);
    if (c2s.isUnsubAll || !c2s.isSubOrUnSub) {
      subscriptions.remove(client, topics);
      unregister(ask, topics);
      return {};
    }
    checkRight(ask);
    subscriptions.add(client, topics);
    if (c2s.isRegOrUnRegPush) register(ask, topics);
    if (c2s.isRegOrUnRegPush === false) unregister(ask, topics);
    return {};
  },
);

export const registerPush = reading(
  What.extend({ isRegOrUnReg: z.boolean() }),
  (ask) => {
    const topics = topicsOf(ask);
    if (ask.c2s.isRegOrUnReg) register(ask, topics);
    else unregister(ask, topics);
    return {};
  },
);

export const readSubscriptions = reading(
  z.object({ isReqAllConn: z.boolean().default(false) }),
  ({ gateway: { subscriptions, clients }, client, c2s: { isReqAllConn } }) => {
    const asked = isReqAllConn ? [...clients] : [client];
    return {
      connSubInfoList: asked.map((one) => {
        const topics = subscriptions.of(one);
        return {
          subInfoList: PUSHED.map((type) => ({
            subType: type,
            securityList: topics.filter((topic) => topic.type === type)
              .map(({ symbol }) => securityOf(symbol)),
          })).filter(({ securityList }) => securityList.length > 0),
          usedQuota: topics.length,
          isOwnConnData: one === client,
        };
      }),
      totalUsedQuota: subscriptions.used,
      remainQuota: subscriptions.left,
    };
  },
);

/** @throws {Refusal} If anything in it is not here. */
function topicsOf({ floor, c2s }: Ask<z.output<typeof What>>): Topic[] {
  const { securityList, subTypeList } = c2s;
  const other = subTypeList.find((type) => !PUSHED.includes(type));
  if (other !== undefined) throw new Refusal(`Type ${other} is not pushed`);
  const symbols = securityList.map((one) => symbolOf(floor, one));
  return subTypeList.flatMap((type) =>
    symbols.map((symbol) => ({ type, symbol }))
  );
}

/** @throws {Refusal} If nobody may subscribe. */
function checkRight({ gateway }: Ask): void {
  const { maySubscribe, notices } = gateway.standing.lookAtQuotes();
  gateway.tell(notices);
  if (!maySubscribe) {
    throw new Refusal("No right to subscribe to quotes of HK: it is BMP only");
  }
}

/** @throws {Refusal} If one of them is not subscribed; then nothing changes. */
function register(
  { gateway: { subscriptions }, floor, client, c2s }: Ask<
    z.output<typeof What>
  >,
  topics: readonly Topic[],
): void {
  const other = topics.find((topic) => !subscriptions.has(client, topic));
  if (other) {
    throw new Refusal(`Subscribe to ${typeName(other.type)} first`);
  }
  for (const { type, symbol } of topics) {
    const wanted = client.pushed.get(type) ?? new Set();
    client.pushed.set(type, wanted.add(symbol));
  }
  if (!c2s.isFirstPush) return;
  // What there already is of today.
  const now = floor.now();
  const open = sessionOf(floor.market, now)?.open ?? now;
  for (const { type, symbol } of topics) {
    const last = floor.bars(symbol, open, now, MINUTE_MS).at(-1);
    if (!last) continue;
    client.tell(
      type === QUOTES
        ? quotePush(floor, symbol)
        : linePush(floor, symbol, last),
    );
  }
}

function unregister({ client }: Ask, topics: readonly Topic[]): void {
  for (const { type, symbol } of topics) {
    client.pushed.get(type)?.delete(symbol);
  }
}
