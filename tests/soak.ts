/**
 * Weeks of practice at high speed: `deno task soak --weeks 3 --speed 1800`.
 * Every night the books of both traders must equal the venue's to 0.01 and no
 * alert may have been raised; what each process takes in memory is printed.
 */
import { join } from "node:path";
import { fail, flagsOf } from "../workers/arguments.ts";
import {
  ask,
  booksEqualTheVenues,
  endPractice,
  freePort,
  memoryOf,
  type Practice,
  startPractice,
} from "./ecosystem/practice.ts";

const flags = flagsOf(
  Deno.args,
  ["weeks", "speed", "seed"],
  "deno task soak [--weeks 3] [--speed 1800] [--seed 7]",
);
const { speed = "1800", seed = "7", weeks = "3" } = flags;
if (!/^[1-9]\d?$/.test(weeks)) {
  fail(`Cannot use --weeks "${weeks}": give a whole number from 1 to 99`);
}
/** Ten market minutes after the last close of a date, New York's. */
const NIGHT = "21:10:00Z";
const DAY_MS = 24 * 60 * 60 * 1_000;

const parent = await Deno.makeTempDir({ prefix: "catalyst-soak-" });
await Deno.chmod(parent, 0o755);
const practice = await startPractice(
  join(parent, "data"),
  await freePort(),
  ...["--speed", speed, "--seed", seed],
);
try {
  await soak(practice, Number(weeks));
} catch (error) {
  console.log(practice.said().split("\n").slice(-40).join("\n"));
  throw error;
} finally {
  await endPractice(practice);
  await Deno.remove(parent, { recursive: true });
}

async function soak(practice: Practice, weeks: number): Promise<void> {
  const first = (await nowOf(practice)).slice(0, 10);
  const days = weeks * 7;
  for (let day = 0; day < days; day++) {
    const date = new Date(Date.parse(first) + day * DAY_MS);
    if ([0, 6].includes(date.getUTCDay())) continue;
    const night = `${date.toISOString().slice(0, 10)}T${NIGHT}`;
    while (await nowOf(practice) < night) await pause(100);
    await booksEqualTheVenues(practice);
    const alerts = await alertsOf(practice);
    if (alerts.length > 0) throw new Error(`alerts: ${alerts.join("; ")}`);
    const memory = await memoryOf(practice);
    console.log(
      `${night} books equal the venue's, no alerts; ${await equityOf(
        practice,
      )}; MB ${memory}`,
    );
  }
}

async function nowOf(practice: Practice): Promise<string> {
  const { marketTime } = await ask<{ marketTime: { now: string } }>(
    practice,
    "{ marketTime { now } }",
  );
  return marketTime.now;
}

async function alertsOf(practice: Practice): Promise<string[]> {
  const found: string[] = [];
  for (const id of ["dev_claude", "intl_claude"]) {
    const { alerts } = await ask<
      { alerts: { edges: { node: { message: string } }[] } }
    >(
      practice,
      `query ($id: ID!) { alerts(agentId: $id) { edges { node { message } } } }`,
      { id },
    );
    found.push(...alerts.edges.map(({ node }) => `${id}: ${node.message}`));
  }
  return found;
}

/** What the traders' accounts are worth: it moves with what they did. */
async function equityOf(practice: Practice): Promise<string> {
  const lines: string[] = [];
  for (const id of ["dev_claude", "intl_claude"]) {
    const { agent } = await ask<{ agent: { account: { equity: string } } }>(
      practice,
      `query ($id: ID!) { agent(id: $id) { account { equity } } }`,
      { id },
    );
    lines.push(`${id} ${agent.account.equity}`);
  }
  return lines.join(", ");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
