/** The API as a program on this machine's own address: `deno run api/main.ts --port 4000`. @module */
import { parseArgs } from "node:util";
import { ClockRefused } from "../core/adapters/clocks/market_time.ts";
import { StoreRefused } from "../core/adapters/stores/refused.ts";
import { sayReady, untilEnded } from "../workers/child.ts";
import type { App } from "./app.ts";
import { open } from "./serve.ts";
import { ENDPOINT } from "./server.ts";

const HOSTNAME = "127.0.0.1";
const PORT = 4000;
/** How long answers under way may take at the end. */
const DRAIN_MS = 2_000;

if (import.meta.main) await main();

async function main(): Promise<void> {
  const port = portOf(Deno.args);
  const ended = untilEnded();
  const app = await opened();
  const server = listening(app, port);
  sayReady(`http://${HOSTNAME}:${server.addr.port}${ENDPOINT}`);
  const end = () => void endOf(app, server);
  ended.addEventListener("abort", end);
  if (ended.aborted) end();
}

/** Streams first: the server waits for them; the databases last: answers need them. */
async function endOf(app: App, server: Deno.HttpServer): Promise<void> {
  await app.quiet();
  // Who does not read his answer is not waited for.
  const drained = new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
  await Promise.race([server.shutdown(), drained]);
  await app.close();
  Deno.exit(0);
}

/** Settings that are wrong are one line and the end; what is merely away is one line. */
async function opened(): Promise<App> {
  try {
    return await open();
  } catch (error) {
    const mendable = error instanceof StoreRefused ||
      error instanceof ClockRefused;
    if (mendable) fail(error.message);
    throw error;
  }
}

function listening(
  app: App,
  port: number,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    const options = { hostname: HOSTNAME, port, onListen: () => undefined };
    return Deno.serve(options, (request) => app.fetch(request));
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    fail(
      `Cannot listen on ${HOSTNAME}:${port}: the port is taken; give another with --port`,
    );
  }
}

function portOf(args: readonly string[]): number {
  const options = {
    port: { type: "string" as const, default: String(PORT) },
    child: { type: "boolean" as const },
  };
  try {
    const { port } = parseArgs({ args: [...args], options }).values;
    if (/^\d{1,5}$/.test(port) && Number(port) < 65_536) return Number(port);
    fail(`Cannot read --port "${port}": give a number up to 65535`);
  } catch (error) {
    fail(`Cannot read arguments: ${Object(error).message.split(/\n|\. /)[0]}`);
  }
}

function fail(message: string): never {
  console.error(message);
  Deno.exit(1);
}
