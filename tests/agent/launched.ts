/** Prints, for the environment it finds, what the launcher would give an agent: where it trades, and its program. */
import { AGENTS } from "../../core/agents/mod.ts";
import {
  accessFor,
  checkIdentity,
} from "../../workers/launcher/broker_access.ts";
import { agentProgram } from "../../workers/launcher/ecosystem.ts";

const [id, ...args] = Deno.args;
const agent = AGENTS.find((agent) => agent.id === id)!;
const name = agent.role === "overseer"
  ? "RESEARCH_DATABASE_URL"
  : agent.databaseEnv;
checkIdentity(agent);
const access = await accessFor(agent, "nowhere", false);
const urls = { [name]: Deno.env.get(name) ?? "postgres://nobody" };
const program = agentProgram(agent, urls, access, args);
console.log(JSON.stringify({ access, program }));
