/** Plain lines of what happens, for a log: what the agents write into their journals, and alerts. @module */
import { z } from "zod";
import { AGENTS } from "../../../core/agents/mod.ts";
import { ApiSilent, ask } from "./ask.ts";
import { eventsOf } from "./event_stream.ts";
import { journalLine, Row } from "./journal_line.ts";

const AGAIN_MS = 1_000;
const ALERTS_MS = 2_000;
const ALERTS = 20;

const Appended = z.object({
  data: z.object({ journalAppended: Row }).nullish(),
});
const Alerts = z.object({
  alerts: z.object({
    edges: z.array(z.object({
      node: z.object({
        id: z.string(),
        severity: z.string(),
        message: z.string(),
        acknowledgedBy: z.string().nullable(),
      }),
    })),
  }),
});

/**
 * Calls `say` with each line, for ever; an API that is away is asked again.
 *
 * @param fromStart Whether the journals are new, and told from their first row.
 */
export async function logOf(
  url: string,
  fromStart: boolean,
  say: (line: string) => void,
): Promise<never> {
  const all = AGENTS.flatMap(({ id }) => [
    journalOf(url, id, fromStart ? "0" : null, say),
    alertsOf(url, id, say),
  ]);
  return await Promise.race(all);
}

async function journalOf(
  url: string,
  agent: string,
  after: string | null,
  say: (line: string) => void,
): Promise<never> {
  for (;;) {
    for await (const row of appended(url, agent, after)) {
      after = String(row.seq);
      const line = journalLine(agent, row);
      if (line !== undefined) say(line);
    }
    await sleep(AGAIN_MS);
  }
}

/** Rows as they are sealed; ends when the API does. */
async function* appended(
  url: string,
  agent: string,
  after: string | null,
): AsyncGenerator<Row, void> {
  const query = `subscription Journal($agent: ID!, $after: String) {
    journalAppended(agentId: $agent, after: $after) { seq kind subject at body }
  }`;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
      },
      body: JSON.stringify({ query, variables: { agent, after } }),
    });
    if (!response.body) return;
    for await (const data of eventsOf(response.body)) {
      const event = Appended.safeParse(parsed(data));
      const row = event.data?.data?.journalAppended;
      if (row) yield row;
    }
  } catch (error) {
    // It is away, or went away: it is asked again.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function alertsOf(
  url: string,
  agent: string,
  say: (line: string) => void,
): Promise<never> {
  const query = `query Alerts($agent: ID!) {
    alerts(agentId: $agent, first: ${ALERTS}) { edges { node { id severity message acknowledgedBy } } }
  }`;
  const told = new Set<string>();
  for (;;) {
    try {
      const answer = await ask(url, query, { agent });
      const nodes = z.parse(Alerts, answer).alerts.edges
        .map(({ node }) => node).toReversed();
      for (const { id, severity, message, acknowledgedBy } of nodes) {
        // What nobody has acknowledged is told at each start again.
        if (told.has(id) || acknowledgedBy !== null) continue;
        told.add(id);
        say(`${agent}: ${severity.toLowerCase()} alert: ${message}`);
      }
    } catch (error) {
      if (!(error instanceof ApiSilent)) throw error;
    }
    await sleep(ALERTS_MS);
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined; // not ours to read: the end of a stream has no data
  }
}

async function sleep(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
}
