/** How long `deno task start` takes, what is to be seen soon after, and the memory of each process. @module */
import { join } from "node:path";
import {
  ask,
  freePort,
  memoryOf,
  type Practice,
  startPractice,
  stopPractice,
} from "../ecosystem/practice.ts";
import { withFolder } from "../local_postgres/folders.ts";
import type { Figure } from "./figure.ts";

const READY_MS = 15_000;
const WATCHED_S = 120;
const TRADERS = ["intl_claude", "dev_claude"];
const MB: Record<string, number> = {
  dev_claude: 120,
  intl_claude: 120,
  api: 200,
  venue: 150,
};

/** At the default speed and seed, packages cached. */
export async function practiceFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  await withFolder(async (folder) => {
    const data = join(folder, "practice");
    const first = await timed(() => freePort().then(startOn(data)));
    await stopPractice(first.practice);
    const { practice, ms } = await timed(() => freePort().then(startOn(data)));
    figures.push(
      {
        name: "deno task start to ready, first, ms",
        atMost: READY_MS,
        seen: first.ms,
      },
      {
        name: "deno task start to ready, warm, ms",
        atMost: READY_MS,
        seen: ms,
      },
    );
    const seen = await positionsSeen(practice);
    for (const agent of TRADERS) {
      const name = `ready to the first position of ${agent}, s`;
      figures.push({
        name,
        atMost: WATCHED_S,
        seen: seen.get(agent) ?? Infinity,
      });
    }
    for (const [name, mb] of await memoryOf(practice)) {
      const atMost = MB[name];
      figures.push({
        name: `${name} after ${WATCHED_S} s, MB`,
        seen: mb,
        ...atMost !== undefined && { atMost },
      });
    }
    await stopPractice(practice);
  });
  return figures;
}

function startOn(data: string) {
  return (port: number) => startPractice(data, port);
}

async function timed(start: () => Promise<Practice>) {
  const began = performance.now();
  const practice = await start();
  return { practice, ms: performance.now() - began };
}

/** Seconds after which each trader had its first position; watched to the end in any case. */
async function positionsSeen(practice: Practice): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  const began = performance.now();
  for (let s = 0; s < WATCHED_S;) {
    for (const id of TRADERS.filter((id) => !seen.has(id))) {
      const { positions: { edges } } = await ask<
        { positions: { edges: unknown[] } }
      >(
        practice,
        `query ($id: ID!) { positions(agentId: $id) { edges { cursor } } }`,
        { id },
      );
      if (edges.length > 0) seen.set(id, s);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
    s = (performance.now() - began) / 1_000;
  }
  return seen;
}
