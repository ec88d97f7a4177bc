/** `deno task start`: the whole ecosystem, from nothing to ready and back to nothing. @module */
import { migrate } from "../../sql/migrate.ts";
import { watchAncestors } from "./ancestors.ts";
import type { Children } from "./children.ts";
import { follow } from "./console/follow.ts";
import { openTerminal, type Terminal } from "./console/terminal.ts";
import { DATABASES } from "./databases.ts";
import { type Ecosystem, PRACTICE, practiceOrigin } from "./ecosystem.ts";
import { embeddedDatabases, preparePractice } from "./embedded.ts";
import { KeptPostgres } from "./kept_postgres.ts";
import { HOST, portsFrom, untilFree } from "./ports.ts";
import { type Claim, claimFolder } from "./running.ts";
import { startChildren } from "./start_children.ts";
import { startOptions } from "./start_options.ts";
import { Supervisor } from "./supervisor.ts";

/** What a killed launcher started has left by then. */
const LEAVING_MS = 8_000;

/** Ends only by a signal, or by what cannot be kept running. */
export async function start(
  args: string[],
  children: Children,
): Promise<number> {
  const options = await startOptions(args);
  const ports = portsFrom(options.port);
  const url = `http://${HOST}:${ports.api}/graphql`;
  const terminal = openTerminal();
  const say = (line: string) => terminal.fault(line);
  await using held = new AsyncDisposableStack();
  const claim = await claimFolder(options.data, url);
  held.defer(() => claim.release());
  children.ended.catch(() => {
    terminal.close();
    say("Ending");
  });
  held.defer(await watchAncestors((line) => (say(line), children.end())));
  const free = untilFree(ports, claim.afterKill ? LEAVING_MS : 0);
  await Promise.race([free, children.ended]);
  sayUnused(say);
  const postgres = await KeptPostgres.open(options.data, say);
  held.defer(() => postgres.close());
  const supervisor = new Supervisor(watcherOn(terminal));
  held.defer(() => supervisor.stop([PRACTICE]));
  held.defer(() => terminal.close());
  const ecosystem = { options, ports, keys: newKeys(), id: newId() };
  const running = (async () => {
    await prepare(postgres);
    await startChildren({ ecosystem, postgres, supervisor, say });
    await publish(claim, ecosystem, url);
    terminal.line(`ready ${url}`);
    return await follow(url, terminal, postgres.server.start === "first");
  })();
  const { failed } = supervisor;
  return await Promise.race([running, children.ended, failed, postgres.failed]);
}

function watcherOn(terminal: Terminal) {
  return {
    onNews: (line: string) => terminal.fault(line),
    onLine(name: string, line: string, isFault: boolean) {
      terminal[isFault ? "fault" : "line"](`${name}: ${line}`);
    },
  };
}

/** Makes the databases, or brings them to this version. */
async function prepare({ server }: KeptPostgres): Promise<void> {
  const { targets, prepare } = embeddedDatabases(server);
  for (const target of targets) await prepare(target);
  await Promise.all([
    ...targets.map((target) => migrate(target)),
    preparePractice(server),
  ]);
}

async function publish(
  claim: Claim,
  { ports, keys }: Ecosystem,
  api: string,
): Promise<void> {
  await claim.publish({
    pid: Deno.pid,
    api,
    practice: practiceOrigin(ports),
    opend: { host: HOST, port: ports.opend },
    alpaca: keys,
  });
}

/** Practice never touches books that somebody keeps elsewhere. */
function sayUnused(say: (line: string) => void): void {
  const set = DATABASES.flatMap(({ env, ownerEnv }) => [env, ownerEnv])
    .filter((name) => Deno.env.get(name));
  if (set.length === 0) return;
  say(
    `${set.join(", ")} ${
      set.length > 1 ? "are" : "is"
    } not used: practice keeps its books in databases of its own`,
  );
}

/** For this launcher's venue alone, made anew with it. */
function newKeys() {
  return { key: `PK${random(9).toUpperCase()}`, secret: random(20) };
}

function newId(): string {
  return `${Deno.pid}-${random(4)}`;
}

function random(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
