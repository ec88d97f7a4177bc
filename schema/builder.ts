/** The one schema builder: context and scalars. It defines no types. @module */
import SchemaBuilder from "@pothos/core";
import { GraphQLError } from "graphql";
import { z } from "zod";
import type { Agent } from "../core/agents/agent.ts";
import type { Due } from "../core/agents/schedule.ts";
import { Money, type Price } from "../core/money.ts";
import { Instant } from "../core/time.ts";
import type { Reads } from "./reads.ts";

/** What a resolver may reach. Built once per request by `api/`. */
export interface Context {
  /** Market time: the machine's, or that of the practice venue. */
  time: { now(): Instant; readonly speed: number };
  /** The next `count` runs of an agent after `at`. */
  nextRuns(agent: Agent, at: Instant, count: number): Run[];
  reads: Reads;
}

/** One run of an agent that is to come. */
export interface Run extends Due {
  /** The IANA zone of the clock it is written on. */
  timezone: string;
}

export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    Decimal: { Input: Money; Output: Money | Price };
    DateTime: { Input: Instant; Output: Instant };
    Date: { Input: string; Output: string };
  };
}>({ defaultFieldNullability: false });

export type Types = typeof builder.$inferSchemaTypes;

builder.scalarType("Decimal", {
  description:
    'An exact decimal as text, e.g. "412.600000". Never a float. Its currency is that of the agent, unless its name says otherwise.',
  serialize: (amount) => z.encode(Money, amount as Money),
  parseValue: (text) => z.parse(Money, text),
});

builder.scalarType("DateTime", {
  description:
    "An instant in UTC, ISO 8601. Market time, unless its description says otherwise.",
  serialize: (instant) => z.encode(Instant, instant),
  parseValue: (text) => z.parse(Instant, text),
});

builder.scalarType("Date", {
  description: "A date on the exchange's own calendar, ISO 8601.",
  serialize: (date) => date,
  parseValue: (text) => dateOf(text),
});

builder.queryType({
  description:
    "What is. A field whose database does not answer is null, with an error that names it; the others answer.",
});
builder.mutationType({
  description:
    "What the operator wants. Each is written down at once; the agent obeys when it next looks, within seconds.",
});
builder.subscriptionType({
  description:
    "What changes, as it changes. Every stream can be resumed after any cursor.",
});

/** Asked for something that cannot be: the asker's to mend. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT" } });
}

function dateOf(text: unknown): string {
  const date = z.iso.date().safeParse(text);
  if (date.success) return date.data;
  throw badInput(`Cannot read date ${JSON.stringify(text)}: give YYYY-MM-DD`);
}
