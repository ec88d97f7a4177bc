/** What the practice venue is told on its command line. @module */
import { fail, flagsOf } from "../arguments.ts";

const FLAGS = ["port", "opend-port", "opend-ws-port", "speed", "seed", "bars"];
const SWITCHES = ["no-skip", "child"];
const USAGE = `workers/practice/main.ts [--seed N | --bars FOLDER] [--speed N]
    [--port N] [--opend-port N] [--opend-ws-port N] [--no-skip] [--child]

The practice venue on this machine: market time and Alpaca's interface on --port
(4001), OpenD's on --opend-port (4002) and, as a WebSocket, on --opend-ws-port
if that is given; MOOMOO_WS_KEY is the key it then wants. It plays bars of a seed, or those in
FOLDER, --speed (300) times as fast as the world, and jumps over hours in which
every market is closed unless --no-skip is given. Without --seed or --bars it
goes on with what its database was begun on, or begins with seed 7.
PRACTICE_DATABASE_URL names its database; ALPACA_API_KEY and ALPACA_SECRET_KEY
are the keys it lets in. With --child it ends when stdin does.`;

/** So fast that a minute is shorter than a turn of the venue helps nobody. */
const SPEED_MAX = 3_600;

export interface PracticeFlags {
  port: number;
  opendPort: number;
  /** Undefined: OpenD's interface is no WebSocket. */
  opendWsPort: number | undefined;
  speed: number;
  /** "seed 7", "bars /folder"; undefined goes on with what was begun. */
  tape: string | undefined;
  skip: boolean;
}

export async function practiceFlags(
  args: readonly string[],
): Promise<PracticeFlags> {
  const flags = flagsOf(args, FLAGS, USAGE, SWITCHES);
  if (flags.seed && flags.bars) {
    fail("Cannot play --bars and --seed at once: give one of them");
  }
  const wsPort = flags["opend-ws-port"];
  return {
    port: port("port", flags.port ?? "4001"),
    opendPort: port("opend-port", flags["opend-port"] ?? "4002"),
    opendWsPort: wsPort === undefined
      ? undefined
      : port("opend-ws-port", wsPort),
    speed: whole("speed", flags.speed ?? "300", 1, SPEED_MAX),
    tape: flags.seed
      ? `seed ${whole("seed", flags.seed, 0, Number.MAX_SAFE_INTEGER)}`
      : flags.bars
      ? `bars ${await realFolder(flags.bars)}`
      : undefined,
    skip: flags["no-skip"] === undefined,
  };
}

/** However it is written, a folder is the same one. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await Deno.realPath(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      fail(
        `Cannot read tape: no folder "${folder}"; create it, or give another`,
      );
    }
    throw error;
  }
}

function port(name: string, text: string): number {
  return whole(name, text, 0, 65_535);
}

function whole(name: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d{1,16}$/.test(text) && number >= min && number <= max) return number;
  fail(
    `Cannot read --${name} "${text}": give a whole number from ${min} to ${max}`,
  );
}
