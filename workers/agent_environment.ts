/** What the process of an agent is told by its environment; what is wrong is one line. @module */
import { z } from "zod";
import type { Agent } from "../core/agents/agent.ts";
import { fail } from "./arguments.ts";

/** A variable, what it must be, and what to do when it is not. */
export interface Variable<T> {
  name: string;
  schema: z.ZodType<T>;
  fix: string;
}

const OVERSEER_DATABASE = "RESEARCH_DATABASE_URL";

/** URL of the agent's own database. */
export function databaseUrl(agent: Agent): string {
  const name = agent.role === "overseer"
    ? OVERSEER_DATABASE
    : agent.databaseEnv;
  const fix = `set it to postgres://login:password@host:port/database`;
  return valueOf({ name, schema: z.string(), fix });
}

/** URL of the practice venue; null in real time. */
export function practiceUrl(): string | null {
  return valueOf({
    name: "PRACTICE_URL",
    schema: z.url({ protocol: /^http$/ }).nullable().default(null),
    fix:
      "set it to the practice venue, as in http://127.0.0.1:4001, or not at all",
  });
}

/** Values are not repeated: many are secret. An empty one counts as not set. */
export function valueOf<T>({ name, schema, fix }: Variable<T>): T {
  const given = Deno.env.get(name) || undefined;
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const what = given === undefined ? "go on without" : "read";
  fail(`Cannot ${what} ${name}: ${fix}`);
}
