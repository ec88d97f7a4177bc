/**
 * `deno task verify`: proves that the journals are whole and unchanged, and that
 * the books are what they say.
 *
 * @module
 */
import { StoreUnavailable } from "../core/ports.ts";
import { fail, flagsOf } from "./arguments.ts";
import { type Progress, progressBar } from "./progress.ts";
import { StoreRefused, verify } from "./wiring/verify.ts";

const DATABASES = {
  dev: { kind: "trading", env: "DEV_DATABASE_URL" },
  intl: { kind: "trading", env: "INTL_DATABASE_URL" },
  research: { kind: "research", env: "RESEARCH_DATABASE_URL" },
} as const;
type Name = keyof typeof DATABASES;

const NAMES = Object.keys(DATABASES) as Name[];
const PATIENCE_MS = 1_000;
const USAGE = `deno task verify [--database ${NAMES.join("|")}]

Recomputes the hash of every row of the journal, checks that none is missing,
changed, moved or slipped in, and that the books are what the journal says.
Without --database: every database there is. Keep the head it prints somewhere
else: who owns a database can rewrite all of it, but not what you noted.`;

if (import.meta.main) {
  const flags = flagsOf(Deno.args, ["database"], USAGE);
  const faults = [];
  for (const name of chosen(flags.database)) {
    if (!await proven(name)) faults.push(name);
  }
  if (faults.length > 0) Deno.exit(1);
}

/** Prints one line on the database, and answers whether all is well with it. */
async function proven(name: Name): Promise<boolean> {
  const { kind, env } = DATABASES[name];
  const progress = patient(progressBar(`Verifying ${name}`));
  try {
    const { rows, head, seconds, fault } = await verify(
      Deno.env.get(env)!,
      kind,
      progress.update,
    ).finally(progress.done);
    if (fault !== undefined) {
      console.error(`${name}: ${fault} (${counted(rows)} proven)`);
      return false;
    }
    console.log(
      `${name}: ${counted(rows)} proven in ${seconds.toFixed(1)} s, head ${
        head.slice(0, 16)
      }`,
    );
    return true;
  } catch (error) {
    const outside = error instanceof StoreUnavailable ||
      error instanceof StoreRefused;
    if (!outside) throw error;
    console.error(`${name}: ${error.message}`);
    return false;
  }
}

/** Shows nothing of what is over before anybody wonders. */
function patient({ update, done }: Progress): Progress {
  const from = performance.now() + PATIENCE_MS;
  let shown = false;
  return {
    update(share) {
      if (performance.now() < from) return;
      shown = true;
      update(share);
    },
    done() {
      if (shown) done();
    },
  };
}

function chosen(name: string | undefined): Name[] {
  const given = NAMES.filter((name) => Deno.env.get(DATABASES[name].env));
  if (name === undefined && given.length > 0) return given;
  const known = NAMES.find((known) => known === name);
  if (known && given.includes(known)) return [known];
  if (known) {
    fail(`Cannot verify ${name} without ${DATABASES[known].env}: set it`);
  }
  if (name !== undefined) {
    fail(`Cannot find --database "${name}": use ${NAMES.join(", ")}`);
  }
  const envs = NAMES.map((name) => DATABASES[name].env).join(", ");
  fail(`Cannot verify: none of ${envs} is set`);
}

function counted(rows: number): string {
  return `${rows.toLocaleString("en")} row${rows === 1 ? "" : "s"}`;
}
