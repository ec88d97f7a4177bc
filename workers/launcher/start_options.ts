/** The options of `deno task start`, read strictly. @module */
import { fail, flagsOf } from "../arguments.ts";
import { DATA_FOLDER } from "./data_flag.ts";

/** Two more are taken beside it. */
const PORT_MAX = 65_533;
const SPEED_MAX = 3_600;
const DEFAULTS = { port: "4000", speed: "300" };

const USAGE =
  `deno task start [--port ${DEFAULTS.port}] [--data ${DATA_FOLDER}] [--speed ${DEFAULTS.speed}]
    [--seed N | --bars FOLDER] [--no-skip]

Runs the whole ecosystem in practice, until Ctrl-C: a PostgreSQL and a practice
venue of its own, dev_claude, intl_claude, big_bro, and the API with GraphiQL at
http://127.0.0.1:${DEFAULTS.port}/graphql. --port and the two ports after it are used.
--speed says how fast market time runs: 1 is the real speed, ${SPEED_MAX} the fastest.
The venue plays bars generated from a seed (7 unless told), or those of a folder:
one <symbol>.csv per security, first line t,o,h,l,c,v. Hours in which every market
is closed are left out, unless --no-skip is given. All that is kept is in --data:
the next start goes on from there, on the same bars.`;

export interface StartOptions {
  /** Of the API. */
  port: number;
  data: string;
  /** Market milliseconds per millisecond. */
  speed: number;
  /** Undefined: what was begun, or the usual. */
  tape: { seed: number } | { bars: string } | undefined;
  noSkip: boolean;
}

/** Ends the process with one line when something is wrong. */
export async function startOptions(args: string[]): Promise<StartOptions> {
  const names = ["port", "data", "speed", "seed", "bars", "no-skip"] as const;
  const flags = flagsOf(args, names.slice(0, -1), USAGE, ["no-skip"]);
  if (flags.seed !== undefined && flags.bars !== undefined) {
    fail("Cannot start with --seed and --bars at once: give one of them");
  }
  if (flags.data === "") fail(`Cannot use --data "": give a folder`);
  return {
    port: portIn(flags.port ?? DEFAULTS.port),
    data: flags.data ?? DATA_FOLDER,
    speed: within("speed", flags.speed ?? DEFAULTS.speed, SPEED_MAX),
    tape: flags.bars !== undefined
      ? { bars: await folder(flags.bars) }
      : flags.seed !== undefined
      ? { seed: seedIn(flags.seed) }
      : undefined,
    noSkip: flags["no-skip"] === "true",
  };
}

/** Ends the process with one line when it is none. */
export function portIn(text: string): number {
  return within("port", text, PORT_MAX);
}

function within(name: string, text: string, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= 1 && number <= most) return number;
  fail(
    `Cannot use --${name} "${text}": give a whole number from 1 to ${most}`,
  );
}

function seedIn(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  fail(`Cannot use --seed "${text}": give a whole number, such as 7`);
}

async function folder(path: string): Promise<string> {
  try {
    const real = await Deno.realPath(path);
    if (!(await Deno.stat(real)).isDirectory) {
      fail(`Cannot use --bars "${path}": it is a file, not a folder`);
    }
    // Its permission would end there.
    if (real.includes(",")) {
      fail(`Cannot use --bars "${path}": its path has a comma; give another`);
    }
    return real;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      fail(`Cannot use --bars "${path}": there is no such folder`);
    }
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    fail(`Cannot use --bars "${path}": permission denied`);
  }
}
