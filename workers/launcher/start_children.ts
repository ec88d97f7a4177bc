/** Starts the children of an ecosystem in the order of what they need, to be kept running. @module */
import type { Agent, Trader } from "../../core/agents/agent.ts";
import { AGENTS } from "../../core/agents/mod.ts";
import type { Login } from "../../sql/logins.ts";
import { begunBars } from "./begun_bars.ts";
import {
  AGENT_DATABASES,
  agentProgram,
  API,
  apiProgram,
  type Ecosystem,
  PRACTICE,
  practiceAccess,
  practiceOrigin,
  practiceProgram,
  sentinelProgram,
  urlsOn,
} from "./ecosystem.ts";
import type { KeptPostgres } from "./kept_postgres.ts";
import { HOST } from "./ports.ts";
import { practisedMarkets } from "./practised.ts";
import type { Program } from "./program.ts";
import type { Supervisor } from "./supervisor.ts";

export interface Stage {
  ecosystem: Ecosystem;
  postgres: KeptPostgres;
  supervisor: Supervisor;
  say: (line: string) => void;
}

/** Resolves once all are ready: the venue, then the agents and the API at once. */
export async function startChildren(stage: Stage): Promise<void> {
  const { ecosystem, postgres, supervisor } = stage;
  const begun = await begunBars(postgres.server);
  await supervisor.start({
    name: PRACTICE,
    program: async () => {
      await postgres.alive();
      return practiceProgram(ecosystem, postgres.server, begun);
    },
  });
  const onVenue = (name: string, program: () => Program) =>
    supervisor.start({
      name,
      program: async () => {
        await Promise.all([postgres.alive(), supervisor.up(PRACTICE)]);
        return program();
      },
    });
  const agents = await workingAgents(stage);
  await Promise.all([
    onVenue(API, () => apiProgram(ecosystem, postgres.server)),
    ...agents.map((agent) => onVenue(agent.id, () => agentOn(stage, agent))),
  ]);
  // What it watches for cannot have happened before the traders were there.
  await Promise.all(
    agents.filter(isWatchedBySentinel).map((agent) =>
      onVenue(`sentinel of ${agent.id}`, () => sentinelOn(stage, agent))
    ),
  );
}

/** Where stops rest at the venue nobody has to stand in. */
function isWatchedBySentinel(agent: Agent): agent is Trader {
  return agent.role !== "overseer" && agent.broker === "moomoo";
}

/** Bars of one market alone leave the agent of the other without work. */
async function workingAgents({ ecosystem, say }: Stage): Promise<Agent[]> {
  const markets = await practisedMarkets(practiceOrigin(ecosystem.ports));
  return AGENTS.filter((agent) => {
    if (agent.role === "overseer" || markets?.has(agent.market)) return true;
    say(`${agent.id} is not started: there are no bars of ${agent.market}`);
    return false;
  });
}

function sentinelOn({ ecosystem, postgres }: Stage, agent: Trader): Program {
  const { ports, keys } = ecosystem;
  const database = AGENT_DATABASES.get(agent)!;
  return sentinelProgram(
    agent,
    urlsOn(postgres.server, "sentinel", [database]),
    practiceAccess(
      agent,
      practiceOrigin(ports),
      { host: HOST, port: ports.opend },
      keys,
    ),
    ["--child"],
  );
}

/** Each start passes the same holder, so that its lease is had at once. */
function agentOn({ ecosystem, postgres }: Stage, agent: Agent): Program {
  const { ports, keys, id } = ecosystem;
  const database = AGENT_DATABASES.get(agent)!;
  const opend = { host: HOST, port: ports.opend };
  return agentProgram(
    agent,
    urlsOn(postgres.server, agent.id as Login, [database]),
    practiceAccess(agent, practiceOrigin(ports), opend, keys),
    [`--holder=${agent.id}-${id}`, "--child"],
  );
}
