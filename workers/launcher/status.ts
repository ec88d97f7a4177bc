/** `deno task status`: how the ecosystem stands, once. @module */
import { fail, flagsOf } from "../arguments.ts";
import { ApiSilent } from "./console/ask.ts";
import { painted } from "./console/paint.ts";
import { readStanding, type Standing } from "./console/standing.ts";
import { statusLines } from "./console/status_lines.ts";
import { size, wantsColours } from "./console/terminal.ts";
import { DATA_FOLDER } from "./data_flag.ts";
import { HOST } from "./ports.ts";
import { runningOn } from "./running.ts";
import { portIn } from "./start_options.ts";

const USAGE = `deno task status [--data ${DATA_FOLDER}] [--port PORT]

Prints how the ecosystem that deno task start runs on --data stands: markets,
agents, positions, last decisions, next runs. --port asks the API there instead.`;

export async function status(args: string[]): Promise<number> {
  const flags = flagsOf(args, ["data", "port"], USAGE);
  const data = flags.data ?? DATA_FOLDER;
  const url = flags.port === undefined
    ? (await runningOn(data))?.api
    : `http://${HOST}:${portIn(flags.port)}/graphql`;
  if (url === undefined) fail(nothingRuns(data));
  const standing = await read(url, flags.port === undefined ? data : undefined);
  const isTerminal = Deno.stdout.isTerminal();
  const columns = isTerminal ? size().columns : Infinity;
  const colours = wantsColours(isTerminal);
  for (const line of statusLines(standing)) {
    console.log(painted(line, columns, colours));
  }
  return 0;
}

async function read(url: string, data: string | undefined): Promise<Standing> {
  try {
    return await readStanding(url);
  } catch (error) {
    if (!(error instanceof ApiSilent)) throw error;
    // A launcher that was killed has left its note.
    if (data !== undefined) fail(`${nothingRuns(data)}; ${error.message}`);
    fail(error.message);
  }
}

function nothingRuns(data: string): string {
  return `Cannot tell the status: nothing runs on "${data}"; begin with deno task start, or give --data or --port`;
}
