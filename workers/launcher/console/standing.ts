/** How the ecosystem stands, as its own API tells it. @module */
import { z } from "zod";
import { AGENTS, TRADERS } from "../../../core/agents/mod.ts";
import { Money, Price } from "../../../core/money.ts";
import { Instant } from "../../../core/time.ts";
import { ApiSilent, ask } from "./ask.ts";

const POSITIONS_MAX = 50;
const DECISIONS = 5;
const ALERTS = 10;

/** Words of the API are written in capitals. */
const word = z.string().transform((text) => text.toLowerCase());

const Process = z.object({ alive: z.boolean() });
const Run = z.object({ mode: word, at: Instant, before: word.nullable() });

const AgentStanding = z.object({
  id: z.string(),
  reachable: z.boolean(),
  process: Process.nullable(),
  state: z.object({ state: word, cause: word, reason: z.string() }).nullable(),
  account: z.object({ currency: z.string(), cash: Money, equity: Money })
    .nullable(),
  session: z.object({ startingEquity: Money }).nullable(),
  nextRuns: z.array(Run),
});
export type AgentStanding = z.output<typeof AgentStanding>;

const Held = z.object({
  symbol: z.string(),
  side: word,
  quantity: z.number(),
  entryPrice: Price.nullable(),
  lastPrice: Price.nullable(),
  monitor: z.object({ advice: word, strength: word, gain: z.number() })
    .nullable(),
});
export type Held = z.output<typeof Held>;

const Chosen = z.object({
  symbol: z.string(),
  action: word,
  reasons: z.array(z.string()),
  refusals: z.array(z.object({ code: z.string() })),
  at: Instant,
});
export type Chosen = z.output<typeof Chosen>;

const Told = z.object({
  severity: word,
  message: z.string(),
  acknowledgedBy: z.string().nullable(),
});
export type Told = z.output<typeof Told>;

const Page = z.object({ edges: z.array(z.object({ node: z.unknown() })) })
  .nullish();

const Answer = z.looseObject({
  marketTime: z.object({ now: Instant, speed: z.number() }),
  agents: z.array(AgentStanding),
});

export interface Standing {
  now: Instant;
  /** Market seconds in one second. */
  speed: number;
  agents: AgentStanding[];
  /** By agent; empty while its database does not answer. */
  positions: ReadonlyMap<string, Held[]>;
  decisions: ReadonlyMap<string, Chosen[]>;
  /** Alerts nobody has acknowledged, the newest first. */
  alerts: ReadonlyMap<string, Told[]>;
}

/** @throws {ApiSilent} If there is no answer, or not this one. */
export async function readStanding(url: string): Promise<Standing> {
  const answer = await ask(url, QUERY);
  try {
    return standingIn(answer);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const why = "its answer is not what this version understands";
    throw new ApiSilent(`Cannot ask ${url}: ${why}`, { cause: error });
  }
}

function standingIn(answer: Record<string, unknown>): Standing {
  const { marketTime, agents, ...lists } = z.parse(Answer, answer);
  return {
    ...marketTime,
    agents: AGENTS.flatMap(({ id }) =>
      agents.find((one) => one.id === id) ?? []
    ),
    positions: listsOf("positions", lists, Held),
    decisions: listsOf("decisions", lists, Chosen),
    alerts: new Map(
      [...listsOf("alerts", lists, Told)].map(([id, alerts]) => [
        id,
        alerts.filter(({ acknowledgedBy }) => acknowledgedBy === null),
      ]),
    ),
  };
}

/** By agent, from the answer's fields such as "dev_claude_positions". */
function listsOf<T>(
  name: string,
  answer: Record<string, unknown>,
  node: z.ZodType<T>,
): Map<string, T[]> {
  return new Map(AGENTS.map(({ id }) => {
    // Nothing of a database that does not answer.
    const edges = z.parse(Page, answer[`${id}_${name}`])?.edges ?? [];
    return [id, edges.map((edge) => z.parse(node, edge.node))];
  }));
}

const QUERY = `{
  marketTime { now speed }
  agents {
    id reachable
    process { alive }
    state { state cause reason }
    account { currency cash equity }
    session { startingEquity }
    nextRuns(first: 1) { mode at before }
  }
  ${
  AGENTS.map(({ id }) => `
  ${id}_alerts: alerts(agentId: "${id}", first: ${ALERTS}) {
    edges { node { severity message acknowledgedBy } }
  }`).join("")
}${
  TRADERS.map(({ id }) => `
  ${id}_positions: positions(agentId: "${id}", status: OPEN, first: ${POSITIONS_MAX}) {
    edges { node {
      symbol side quantity entryPrice lastPrice
      monitor { advice strength gain }
    } }
  }
  ${id}_decisions: decisions(agentId: "${id}", first: ${DECISIONS}) {
    edges { node { symbol action reasons refusals { code } at } }
  }`).join("")
}
}`;
