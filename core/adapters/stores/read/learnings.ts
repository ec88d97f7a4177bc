/** What the agents claim to have learned, and how it was judged. @module */
import { z } from "zod";
import { Instant } from "../../../time.ts";
import type { Database } from "../database.ts";
import { table } from "../table.ts";
import { before, limited, type Listed, listed, type Page } from "./page.ts";

export const LearningStatus = z.enum(["proposed", "validated", "contradicted"])
  .meta({ title: "LearningStatus" });

export const Learning = z.object({
  id: z.string().describe("Its number in catalyst_research"),
  agentId: z.string(),
  category: z.enum([
    "trading",
    "broker",
    "pattern",
    "market",
    "system",
    "mistake",
  ]).meta({ title: "LearningCategory" }),
  learning: z.string().describe("The claim, in the agent's words"),
  source: z.string().nullable().describe("What it was learned from, in words"),
  context: z.string().nullable().describe("Circumstances it was made in"),
  confidence: z.codec(z.string(), z.number(), {
    decode: Number,
    encode: (value) => value.toFixed(2),
  }),
  timesValidated: z.int().nonnegative()
    .describe("How often statistics have supported it"),
  timesContradicted: z.int().nonnegative()
    .describe("How often statistics have spoken against it"),
  appliesToMarkets: z.array(z.string())
    .describe("Ids of markets it is about, or global"),
  lastValidatedAt: Instant.nullable()
    .describe("When it was last supported, in database time"),
  createdAt: Instant.describe("When it was claimed, in database time"),
}).meta({
  title: "Learning",
  description:
    "What an agent claims to have learned. Its words change no parameter: statistics and the operator do",
});
export type Learning = z.output<typeof Learning>;

/** A learning with where it stands. */
export interface JudgedLearning extends Learning {
  status: z.output<typeof LearningStatus>;
}

const learnings = table("claude_learnings", Learning);

const STATUS =
  `case when times_validated + times_contradicted = 0 then 'proposed'
  when times_validated > times_contradicted then 'validated' else 'contradicted' end`;

/** Newest first, in one statement. */
export async function listLearnings(
  research: Database,
  status: string | null | undefined,
  page: Page,
): Promise<Listed<JudgedLearning>> {
  const rows = await research.read((sql) =>
    sql<{ n: number; status: JudgedLearning["status"] }[]>`
      select claude_learnings.id as n, ${sql.unsafe(learnings.select)},
        ${sql.unsafe(STATUS)} as status
      from claude_learnings where true
        ${status ? sql`and ${sql.unsafe(STATUS)} = ${status}` : sql``}
        ${before(sql, "id", page)}
      order by claude_learnings.id desc ${limited(sql, page)}`
  );
  const nodes = learnings.read(rows)
    .map((learning, i) => ({ ...learning, status: rows[i]!.status }));
  return listed(rows, nodes, page);
}
