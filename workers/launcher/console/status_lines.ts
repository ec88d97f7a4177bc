/** The whole status as lines, in the rows there are. @module */
import type { Market } from "../../../core/market/market.ts";
import { MARKETS } from "../../../core/market/mod.ts";
import type { Instant } from "../../../core/time.ts";
import { agentLines, marketFor, positionLines } from "./agent_lines.ts";
import { clockTime, marketNow } from "./figures.ts";
import type { Line, Tone } from "./paint.ts";
import { phaseText } from "./phase_text.ts";
import type { Chosen, Standing } from "./standing.ts";
import { padded } from "./width.ts";

const DECISIONS = 5;
const TONES: Record<string, Tone> = {
  entry: "good",
  exit: "warn",
  cancel: "warn",
  skip: "dim",
  hold: "dim",
};

/** Where rows are few, positions give way first, then decisions. */
export function statusLines(standing: Standing, rows = Infinity): Line[] {
  const { agents, now } = standing;
  const markets = MARKETS.map((market) => marketLine(market, now));
  const top = [timeLine(standing), ...markets, []];
  const heads = agents.map((agent) => agentLines(agent, standing));
  const needed = top.length + heads.flat().length;
  const decisions = decisionLines(standing)
    .slice(0, Math.max(0, rows - needed - 1));
  const bottom = decisions.length > 0 ? [[], ...decisions] : [];
  let room = rows - needed - bottom.length;
  const body = agents.flatMap(({ id }, at) => {
    const held = positionLines(standing, id, room);
    room -= held.length;
    return [...heads[at]!, ...held];
  });
  return [...top, ...body, ...bottom].slice(0, Math.max(0, rows));
}

function timeLine({ now, speed }: Standing): Line {
  const pace = speed === 1 ? "real time" : `practice, ${speed} × real time`;
  return [[marketNow(now), "strong"], [`  ${pace}`, "dim"]];
}

function marketLine(market: Market, now: Instant): Line {
  const tone: Tone = market.phaseAt(now) === "regular" ? "good" : "plain";
  return [
    padded(market.id, 6),
    `${clockTime(now, market)}  `,
    [phaseText(market, now), tone],
  ];
}

/** The newest of all traders, on the clock of each one's exchange. */
function decisionLines({ decisions }: Standing): Line[] {
  return [...decisions]
    .flatMap(([agent, chosen]) => chosen.map((one) => ({ agent, ...one })))
    .sort((a, b) => b.at - a.at)
    .slice(0, DECISIONS)
    .map(decisionLine);
}

function decisionLine(
  { agent, at, action, symbol, reasons, refusals }: Chosen & { agent: string },
): Line {
  const why = [...refusals.map(({ code }) => code), ...reasons].join("; ");
  return [
    [`${clockTime(at, marketFor(agent))}  `, "dim"],
    padded(agent, 13),
    [padded(action, 8), TONES[action] ?? "plain"],
    `${padded(symbol, 7)}`,
    [why, "dim"],
  ];
}
