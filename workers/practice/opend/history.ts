/** Qot_RequestHistoryKL: minutes and five minutes, page by page. @module */
import { z } from "zod";
import { instantOf } from "../../../core/adapters/brokers/opend/local_time.ts";
import { DAY_MS, type Instant, MINUTE_MS, plus } from "../../../core/time.ts";
import type { Floor } from "../floor.ts";
import { reading, Refusal } from "./ask.ts";
import { lineOf } from "./lines.ts";
import { Security, symbolOf } from "./security.ts";

/** Rows in one answer, as OpenD gives them. */
const PAGE = 1000;
/** KLType by the milliseconds of its bars. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [1, MINUTE_MS],
  [6, 5 * MINUTE_MS],
]);

const Query = z.object({
  klType: z.int(),
  security: Security,
  beginTime: z.string(),
  endTime: z.string(),
  maxAckKLNum: z.int().positive().default(PAGE),
  nextReqKey: z.instanceof(Uint8Array).optional(),
});

/** A range is of the times that K lines bear, ends included; a date is all of it. */
export const requestHistory = reading(Query, ({ floor, c2s }) => {
  const barMs = LENGTHS.get(c2s.klType);
  if (!barMs) throw new Refusal(`K lines of type ${c2s.klType} are not kept`);
  const symbol = symbolOf(floor, c2s.security);
  const begin = time(floor, c2s.beginTime, 0);
  const end = time(floor, c2s.endTime, DAY_MS - 1);
  const from = c2s.nextReqKey ? keyed(c2s.nextReqKey) : plus(begin, -barMs);
  const bars = floor.bars(symbol, from, plus(end, 1 - barMs), barMs);
  const rows = bars.slice(0, Math.min(PAGE, c2s.maxAckKLNum));
  const next = bars[rows.length];
  const { timezone } = floor.market;
  return {
    security: c2s.security,
    klList: rows.map((bar) => lineOf(bar, timezone)),
    ...next ? { nextReqKey: keyOf(next.at) } : {},
  };
});

/** @param rest What a date without a time means beyond its midnight, in milliseconds. */
function time(floor: Floor, text: string, rest: number): Instant {
  const at = instantOf(floor.market.timezone, text);
  if (at === undefined) throw new Refusal(`"${text}" is no time`);
  return plus(at, text.includes(":") ? 0 : rest);
}

/** Where the next page begins; all that must be known to go on. */
function keyOf(at: Instant): Uint8Array {
  return new TextEncoder().encode(String(at));
}

function keyed(key: Uint8Array): Instant {
  const text = new TextDecoder().decode(key);
  if (/^\d{1,15}$/.test(text)) return Number(text) as Instant;
  throw new Refusal("nextReqKey is none of ours");
}
