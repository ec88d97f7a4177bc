/** Agents with nothing but the seed's environment, in front of a vendor's server. */
import assert from "node:assert/strict";
import type { Trader } from "../../core/agents/agent.ts";
import { devClaude } from "../../core/agents/dev_claude.ts";
import type { VenueAccess } from "../../workers/launcher/ecosystem.ts";
import type { Program } from "../../workers/launcher/program.ts";
import { freshDatabase, type TestDatabase } from "../postgres.ts";
import { type Running, startProcess } from "./processes.ts";
import { asked } from "./seen.ts";
import { openVendor, type Vendor } from "./vendor.ts";

const LAUNCHED = new URL("launched.ts", import.meta.url).pathname;

export interface Stage {
  agent: Trader;
  vendor: Vendor;
  books: TestDatabase;
}

export async function staged(
  agent: Trader,
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  const name = agent === devClaude ? "dev" : "intl";
  const books = await freshDatabase(name);
  const vendor = await openVendor(agent.market);
  try {
    await work({ agent, vendor, books });
  } finally {
    await vendor.close();
    await books.drop();
  }
}

/** One run of `mode`, as the launcher starts it, but for the clock. */
export async function startMode(
  { agent, vendor, books }: Stage,
  env: Record<string, string>,
  mode: string,
): Promise<Running> {
  const { program } = await launched(agent, {
    ...env,
    [agent.databaseEnv]: books.urlOf(agent.id),
  }, [`--mode=${mode}`, "--child"]);
  assert.ok(!("PRACTICE_URL" in program.urls!));
  if (mode === "trade") await vendor.freshPrices();
  const permissions = program.permissions ?? [];
  return startProcess({
    ...program,
    permissions: [...permissions, `--preload=${vendor.preload}`],
  });
}

/** Where the launcher sends a trader with that environment. */
export async function accessOf(
  agent: Trader,
  env: Record<string, string>,
): Promise<VenueAccess> {
  return (await launched(agent, env, [])).access;
}

/** Told by a process of its own: an environment belongs to all tests that run. */
async function launched(
  { id }: Trader,
  env: Record<string, string>,
  args: string[],
): Promise<{ access: VenueAccess; program: Program }> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--node-modules-dir=manual", "--allow-env"],
      ...[LAUNCHED, id, ...args],
    ],
    env: { ...env, PATH: Deno.env.get("PATH")!, HOME: Deno.env.get("HOME")! },
    clearEnv: true,
  }).output();
  const decoder = new TextDecoder();
  assert.equal(decoder.decode(stderr), "");
  return JSON.parse(decoder.decode(stdout));
}

export interface HeldRow {
  symbol: string;
  quantity: number;
  protection: string;
}

export async function heldIn(books: TestDatabase): Promise<HeldRow[]> {
  const rows = await asked(books, (sql) =>
    sql<HeldRow[]>`
      select symbol, quantity, protection from positions
      where status = 'open' order by symbol`);
  return [...rows];
}

/** In millionths. */
export async function cashIn(books: TestDatabase): Promise<number> {
  const [row] = await asked(books, (sql) =>
    sql<[{ cash: number }]>`
      select (cash * 1000000)::float8 as cash from ops.accounts`);
  return row!.cash;
}
