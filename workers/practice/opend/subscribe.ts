/** Qot_Sub and Qot_RegQotPush: what a client wants pushed. Only quotes and minutes are. @module */
import { z } from "zod";
import { sessionOf } from "../../../core/market/sessions.ts";
import { MINUTE_MS } from "../../../core/time.ts";
import { type Ask, reading, Refusal } from "./ask.ts";
import { lineFrame, quotesFrame } from "./pushes.ts";
import { Security, symbolOf } from "./security.ts";

/** SubType_Basic and SubType_KL_1Min. */
export const QUOTES = 1;
export const MINUTES = 11;
const PUSHED: readonly number[] = [QUOTES, MINUTES];

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
  ({ floor, client, c2s }) => {
    if (c2s.isUnsubAll) client.pushed.clear();
    else {
      // Subscribed and not registered is only good for reading, which all may.
      const registers = c2s.isSubOrUnSub ? c2s.isRegOrUnRegPush : false;
      if (registers !== undefined) {
        register({ floor, client, c2s }, registers);
      }
    }
    return {};
  },
);

export const registerPush = reading(
  What.extend({ isRegOrUnReg: z.boolean() }),
  (ask) => {
    register(ask, ask.c2s.isRegOrUnReg);
    return {};
  },
);

/** @throws {Refusal} If anything in it is not here; then nothing changes. */
function register(ask: Ask<z.output<typeof What>>, on: boolean): void {
  const { floor, client: { pushed }, c2s } = ask;
  const { securityList, subTypeList, isFirstPush } = c2s;
  const other = subTypeList.find((type) => !PUSHED.includes(type));
  if (other !== undefined) throw new Refusal(`Type ${other} is not pushed`);
  const symbols = securityList.map((one) => symbolOf(floor, one));
  for (const type of subTypeList) {
    const wanted = pushed.get(type) ?? new Set();
    pushed.set(type, wanted);
    for (const symbol of symbols) {
      if (on) wanted.add(symbol);
      else wanted.delete(symbol);
    }
    if (on && isFirstPush) firstPush(ask, type, symbols);
  }
}

/** What there already is of today. */
function firstPush(
  { floor, client }: Ask,
  type: number,
  symbols: readonly string[],
): void {
  const now = floor.now();
  const open = sessionOf(floor.market, now)?.open ?? now;
  for (const symbol of symbols) {
    const last = floor.bars(symbol, open, now, MINUTE_MS).at(-1);
    if (!last) continue;
    client.send(
      type === QUOTES
        ? quotesFrame(floor, [symbol])
        : lineFrame(floor, symbol, last),
    );
  }
}
