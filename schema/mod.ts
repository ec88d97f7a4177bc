/** The whole schema. A new type is a new file, imported here. @module */
import { lexicographicSortSchema, printSchema } from "graphql";
import { builder } from "./builder.ts";
import "./agent.ts";
import "./alert.ts";
import "./alert_acknowledge.ts";
import "./command.ts";
import "./decision.ts";
import "./journal.ts";
import "./learning.ts";
import "./market.ts";
import "./monitor_health.ts";
import "./order.ts";
import "./position.ts";
import "./position_changed.ts";

export const schema = builder.toSchema();

/** The schema as `schema.graphql` keeps it. */
export function printed(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
