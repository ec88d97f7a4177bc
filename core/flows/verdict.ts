/** What a comparison with the venue comes to: outcome, note, alerts, and whether entries may go on. @module */
import { brief, money } from "../money.ts";
import type { Ledger, Sighting } from "../ports.ts";
import type { Instant } from "../time.ts";
import type { Alert } from "../trading/alert.ts";
import type { StateChange } from "../trading/cycle.ts";
import type {
  Difference,
  Orphan,
  Reconciliation,
} from "../trading/reconciliation.ts";
import type { Found, Sides } from "./differences.ts";
import { orphanValue } from "./share_differences.ts";

/** What was found, and which of it is settled by now. */
export interface Findings {
  found: readonly Found[];
  settled: ReadonlySet<Found>;
}

export function reconciliationOf(
  sides: Sides,
  { found, settled }: Findings,
  at: Instant,
): Reconciliation {
  const differences = found.flatMap((one): Difference[] => {
    if (!settled.has(one)) return [one.difference];
    const gone = one.difference.kind === "orphan";
    return gone ? [] : [{ ...one.difference, kind: "adjusted" }];
  });
  const blocking = found.filter((one) => one.blocks && !settled.has(one));
  const adjusted = differences.filter(({ kind }) => kind === "adjusted");
  const outcome = blocking.length > 0
    ? "blocked"
    : adjusted.length > 0
    ? "adjusted"
    : "equal";
  const orphans = orphansOf(sides, { found, settled }, at);
  const matched = matchedOf(sides, found);
  const told = outcome === "blocked"
    ? blocking.map(({ difference }) => difference)
    : differences;
  const note = noteOf(outcome, told, sides);
  return { at, outcome, note, matched, differences, orphans };
}

/** A comparison that could not be made: nothing is known, and nothing changes. */
export function failureOf(
  { orphans }: Ledger,
  message: string,
  at: Instant,
): Reconciliation {
  const note = `Books were not compared with the venue's: ${message}`;
  const rest = { matched: 0, differences: [], orphans: [...orphans] };
  return { at, outcome: "failed", note, ...rest };
}

/** What a person is told, once for each that is new. */
export function alertsOf(
  { found, settled }: Findings,
  { orphans }: Ledger,
  sightings: ReadonlyMap<string, Sighting>,
): Alert[] {
  return found.flatMap((one): Alert[] => {
    const { kind, symbol, venue, text } = one.difference;
    const sighting = sightings.get(one.key);
    const told = kind === "orphan"
      ? orphans.some((known) =>
        known.symbol === symbol &&
        (venue === "0" || `${known.quantity}` === venue)
      )
      : sighting?.text === text && sighting.reads > 0;
    if (told || settled.has(one)) return [];
    const message = kind === "orphan"
      ? `${text}; it is adopted only if you say so`
      : text;
    return [{ severity: "critical", kind: aboutOf(one), message }];
  });
}

function aboutOf({ difference: { kind, subject } }: Found): string {
  if (kind === "orphan") return "orphan";
  if (kind === "foreign") return "foreign_order";
  return subject === "calendar" ? "calendar" : "reconciliation";
}

/**
 * The state that the comparison asks for; undefined if it stays. What an
 * operator or the day's limit has set is never touched.
 */
export function stateAfter(
  { state: { state, cause, reason: before } }: Ledger,
  { outcome, note, at }: Reconciliation,
): StateChange | undefined {
  const ours = cause === "reconciliation";
  if (outcome === "blocked" || outcome === "failed") {
    if (state !== "active" && (!ours || before === note)) return;
    return { state: "reducing", cause: "reconciliation", reason: note, at };
  }
  if (!ours || state === "active") return;
  const reason = "Books equal the venue's again";
  return { state: "active", cause: "reconciliation", reason, at };
}

function orphansOf(
  sides: Sides,
  { found, settled }: Findings,
  at: Instant,
): Orphan[] {
  const { account, ledger } = sides;
  return found.flatMap((one): Orphan[] => {
    const { kind, symbol } = one.difference;
    if (kind !== "orphan" || symbol === null || settled.has(one)) return [];
    const known = ledger.orphans.find((orphan) => orphan.symbol === symbol);
    const quantity = account.positions.get(symbol)?.quantity ?? 0;
    // One that is missing for the first time is still counted.
    if (quantity === 0) return known ? [known] : [];
    const value = orphanValue(symbol, sides) ?? money(0);
    return [{ symbol, quantity, value, since: known?.since ?? at }];
  });
}

function matchedOf(sides: Sides, found: readonly Found[]): number {
  const { listed, strangers, ledger } = sides;
  const differing = new Set(found.map(({ key }) => key));
  const symbols = new Set(ledger.positions.map(({ symbol }) => symbol));
  const shares = [...symbols].filter((symbol) =>
    !differing.has(`position ${symbol}`)
  );
  const cash = differing.has("cash") ? 0 : 1;
  return listed.length - strangers.length + shares.length + cash;
}

function noteOf(
  outcome: Reconciliation["outcome"],
  told: readonly Difference[],
  { account, ledger }: Sides,
): string {
  const said = told.map(({ text }) => text).join("; ");
  if (outcome === "blocked") return `Books differ from the venue's: ${said}`;
  if (outcome === "adjusted") return `Books follow the venue's: ${said}`;
  const { length } = ledger.positions;
  const held = `${length} ${length === 1 ? "position" : "positions"}`;
  const note = `Books equal the venue's: cash ${brief(account.cash)}, ${held}`;
  return said ? `${note}; ${said}` : note;
}
