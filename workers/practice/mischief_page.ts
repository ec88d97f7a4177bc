/** What the venue is told to do wrong: /practice/mischief. @module */
import { z } from "zod";
import type { MarketId } from "../../core/market/market.ts";
import { FAULTS, type Mischief } from "../../core/practice/mischief.ts";

export type Mischiefs = ReadonlyMap<MarketId, Mischief>;

const Occasion = z.strictObject({
  times: z.int().positive().exactOptional(),
  share: z.number().positive().max(1).exactOptional(),
});

const Wish = z.strictObject({
  market: z.string(),
  faults: z.partialRecord(z.enum(FAULTS), Occasion),
});

/**
 * POST sets faults of one market, each in place of what was set for it before:
 * `{"market": "US", "faults": {"lost_ack": {"times": 1}}}`, without times or
 * share for ever. DELETE ends all of them. Each answers what is set then, and
 * how often each fault has happened, as GET does.
 */
export async function mischiefPage(
  request: Request,
  mischiefs: Mischiefs,
): Promise<Response> {
  const { method } = request;
  if (method === "POST") {
    const no = set(await request.text(), mischiefs);
    if (no) return Response.json({ message: no }, { status: 400 });
  } else if (method === "DELETE") {
    for (const mischief of mischiefs.values()) mischief.clear();
  } else if (method !== "GET") {
    const message = `Cannot ${method} mischief: GET, POST and DELETE are taken`;
    return Response.json({ message }, { status: 405 });
  }
  return Response.json(
    [...mischiefs].map(([market, mischief]) => ({
      market,
      faults: mischief.settings(),
      counts: mischief.counts(),
    })),
  );
}

/** Why nothing was set; undefined if all was. */
function set(text: string, mischiefs: Mischiefs): string | undefined {
  const wish = Wish.safeParse(parsed(text));
  if (!wish.success) return `Cannot set mischief: ${said(wish.error)}`;
  const { market, faults } = wish.data;
  const mischief = [...mischiefs].find(([id]) => id === market)?.[1];
  if (!mischief) return `Cannot set mischief: market ${market} is not played`;
  for (const fault of FAULTS) {
    const occasion = faults[fault];
    if (occasion) mischief.set(fault, occasion);
  }
}

function said({ issues }: z.ZodError): string {
  const [{ path, message } = { path: [], message: "" }] = issues;
  return `${path.join(".") || "the body"}: ${message}`;
}

/** What is no JSON is nothing, and that has no faults to set. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
