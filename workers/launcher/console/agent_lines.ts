/** One agent in the status: how it stands, and what it holds. @module */
import { TRADERS } from "../../../core/agents/mod.ts";
import type { Market } from "../../../core/market/market.ts";
import { marketOf } from "../../../core/market/mod.ts";
import { money } from "../../../core/money.ts";
import { signedPercent } from "../../../core/percent.ts";
import type { Instant } from "../../../core/time.ts";
import { amount, comingTime, priceText, signedAmount } from "./figures.ts";
import type { Line, Piece, Tone } from "./paint.ts";
import type { AgentStanding, Held, Standing, Told } from "./standing.ts";
import { padded } from "./width.ts";

/** The market of a trader; an overseer has none. */
export function marketFor(agent: string): Market | undefined {
  const trader = TRADERS.find(({ id }) => id === agent);
  return trader && marketOf(trader.market);
}

/**
 * "dev_claude  active  equity 100,234.10 USD  day +234.10  cash 95,000.00  next trade 10:00",
 * and below it why it may not do everything, and what somebody should know.
 */
export function agentLines(
  agent: AgentStanding,
  { now, alerts }: Standing,
): Line[] {
  const { id, account, session } = agent;
  const figures: Piece[] = account
    ? [
      `equity ${right(amount(account.equity), 12)} ${account.currency}  `,
      ...dayResult(
        money(session ? account.equity - session.startingEquity : 0),
      ),
      `cash ${right(amount(account.cash), 12)}  `,
    ]
    : [];
  const line: Line = [
    [padded(id, 13), "strong"],
    label(agent),
    ...figures,
    [nextRun(agent, now), "dim"],
  ];
  return [line, ...restraint(agent), ...alertLine(alerts.get(id) ?? [])];
}

function restraint({ reachable, state }: AgentStanding): Line[] {
  if (!reachable || !state || state.state === FREE) return [];
  return [[[`  ${state.cause}: ${state.reason}`, "warn"]]];
}

/** The newest, and how many there are besides. */
function alertLine([newest, ...others]: readonly Told[]): Line[] {
  if (!newest) return [];
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  const text = `  ${newest.severity} alert: ${newest.message}${more}`;
  return [[[text, newest.severity === "critical" ? "bad" : "warn"]]];
}

/** The state that restrains nothing. */
const FREE = "active";

/** Says first what keeps it from working. */
function label({ reachable, process, state }: AgentStanding): Piece {
  const [word, tone]: [string, Tone] = !reachable
    ? ["no database", "bad"]
    : !process?.alive
    ? ["not running", "bad"]
    : !state
    ? ["running", "good"]
    : [state.state, state.state === FREE ? "good" : "warn"];
  return [padded(word, 13), tone];
}

function dayResult(result: ReturnType<typeof money>): Piece[] {
  const tone: Tone = result < 0 ? "bad" : result > 0 ? "good" : "plain";
  return ["day ", [right(signedAmount(result), 10), tone], "  "];
}

function nextRun({ id, nextRuns }: AgentStanding, now: Instant): string {
  const [next] = nextRuns;
  if (!next) return "no more runs";
  const what = next.before ? `review before ${next.before}` : next.mode;
  return `next ${what} ${comingTime(next.at, now, marketFor(id))}`;
}

/** What it holds, one line each: as many as there is room for, and how many more. */
export function positionLines(
  { positions }: Standing,
  agent: string,
  room: number,
): Line[] {
  const held = positions.get(agent) ?? [];
  if (held.length <= room) return held.map(positionLine);
  if (room < 1) return [];
  const shown = held.slice(0, room - 1).map(positionLine);
  return [...shown, [[`  and ${held.length - shown.length} more`, "dim"]]];
}

function positionLine(held: Held): Line {
  const { symbol, side, quantity, entryPrice, lastPrice, monitor } = held;
  const shares = side === "short" ? `−${quantity}` : String(quantity);
  const entry = entryPrice === null ? "?" : priceText(entryPrice);
  const last = lastPrice === null ? "?" : priceText(lastPrice);
  const gain = monitor?.gain ?? 0;
  return [
    `  ${padded(symbol, 7)}${right(shares, 7)} @ ${right(entry, 9)}  ${
      right(last, 9)
    }  `,
    [
      right(monitor ? signedPercent(gain) : "", 9),
      gain < 0 ? "bad" : "good",
    ],
    "  ",
    ...advice(monitor),
  ];
}

function advice(monitor: Held["monitor"]): Piece[] {
  if (!monitor) return [["not checked yet", "dim"]];
  const tone: Tone = monitor.advice === "exit"
    ? "bad"
    : monitor.advice === "review"
    ? "warn"
    : "plain";
  return [[monitor.strength.replaceAll("_", " "), tone]];
}

function right(text: string, columns: number): string {
  return padded(text, columns, "right");
}
