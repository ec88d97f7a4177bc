/** `deno task sessions`: the trading sessions of a market as CSV, in UTC. @module */
import { marketOf, MARKETS } from "../core/market/mod.ts";
import type { Market, Session } from "../core/market/market.ts";
import { sessionsBetween } from "../core/market/sessions.ts";
import { iso } from "../core/time.ts";
import { dateFlag, fail, flagsOf, required } from "./arguments.ts";

const IDS = MARKETS.map(({ id }) => id);
const USAGE = `deno task sessions --market ${
  IDS.join("|")
} --from DATE --to DATE

Prints every trading session of the local dates from DATE to DATE, both included,
as CSV: session,open,close,break_start,break_end. Times are UTC; the break is
empty where there is none.`;

const HEADER = "session,open,close,break_start,break_end";

if (import.meta.main) {
  const flags = flagsOf(Deno.args, ["market", "from", "to"], USAGE);
  const market = known(required("market", flags.market, IDS[0]!));
  const from = covered(market, "from", dateFlag("from", flags.from));
  const to = covered(market, "to", dateFlag("to", flags.to));
  if (from > to) {
    fail(`Cannot list sessions: --from ${from} is after --to ${to}; swap them`);
  }
  const rows = sessionsBetween(market, from, to).map(row);
  console.log([HEADER, ...rows].join("\n"));
}

/** One session as a row; the first column is its local date, written as midnight UTC. */
function row({ date, open, close, lunch }: Session): string {
  const times = [open, close, ...(lunch ? [lunch.start, lunch.end] : [])];
  const columns = [`${date}T00:00:00Z`, ...times.map(iso)];
  return columns.join(",") + (lunch ? "" : ",,");
}

function known(id: string): Market {
  if (IDS.some((known) => known === id)) return marketOf(id);
  fail(`Cannot find --market "${id}": use ${IDS.join(" or ")}`);
}

function covered({ id, years }: Market, flag: string, date: string): string {
  const year = Number(date.slice(0, 4));
  if (year >= years.first && year <= years.last) return date;
  fail(
    `Cannot tell the ${id} sessions of ${year}: the calendar covers ${years.first}–${years.last}; choose --${flag} within it`,
  );
}
