/**
 * Notices that whoever started us is gone. A killed `npx` passes no signal on,
 * and neither our parent nor our stdin changes: so its process is looked at.
 *
 * @module
 */
import { type Process, processOf } from "./processes.ts";

const EVERY_MS = 1_000;
/** More than a chain of npx, shells and tasks ever is. */
const DEPTH_MAX = 20;
const NAME_MAX = 40;
const RUNNER = /^(npm|npx|pnpm|yarn)(-cli\.[cm]?js|\.[cm]?js)?$/;
const SHELL = /^-?(ba|da|z|a|k)?sh$/;

/**
 * Of our ancestors, nearest first, those that were started to start us: up to
 * the outermost `npx`, `npm` or `deno task`. A shell that somebody types into,
 * and whatever is beyond it, may end without us.
 */
export function startersAmong(ancestors: readonly Process[]): Process[] {
  const stranger = ancestors.findIndex((one) => !isRunner(one) && !passes(one));
  const near = stranger < 0 ? ancestors : ancestors.slice(0, stranger);
  return near.slice(0, near.findLastIndex(isRunner) + 1);
}

/** Calls `onGone` with one line, once, when one of our starters has ended. */
export async function watchAncestors(
  onGone: (line: string) => void,
  everyMs = EVERY_MS,
): Promise<() => void> {
  const starters = startersAmong(await ancestorsOf(Deno.ppid));
  if (starters.length === 0) return () => undefined;
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    const gone = await firstGone(starters);
    looking = false;
    if (!gone) return;
    clearInterval(timer);
    const who = `${nameOf(gone)} (process ${gone.pid})`;
    onGone(`${who}, which started this, has ended`);
  }, everyMs);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

async function ancestorsOf(pid: number): Promise<Process[]> {
  const found: Process[] = [];
  for (let next = pid; next > 0 && found.length < DEPTH_MAX;) {
    const one = await processOf(next);
    if (!one) break;
    found.push(one);
    next = one.parent;
  }
  return found;
}

async function firstGone(
  starters: readonly Process[],
): Promise<Process | undefined> {
  for (const starter of starters) {
    const now = await processOf(starter.pid);
    if (!now || now.zombie || now.began !== starter.began) return starter;
  }
}

function isRunner({ command }: Process): boolean {
  const [program = "", ...args] = command;
  const name = basename(program);
  if (name === "deno" || name === "deno.exe") return args.includes("task");
  // npm gives itself a title of one word: "npm exec deno@2.9.6 task start".
  if (/^(npm|npx) /.test(program) || RUNNER.test(name)) return true;
  return isNode(name) && RUNNER.test(basename(args[0] ?? ""));
}

/** What stands between: the shell of one command, a script that starts the real program. */
function passes({ command }: Process): boolean {
  const name = basename(command[0] ?? "");
  return isNode(name) || (SHELL.test(name) && command[1] === "-c");
}

/** Of the path of a program. */
function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function isNode(name: string): boolean {
  return /^node(js|\.exe)?$/.test(name);
}

/** "npm exec deno@2.9.6 task start", without the folders that it is in. */
function nameOf({ command }: Process): string {
  const [program = "", ...args] = command;
  const name = program.startsWith("/") ? basename(program) : program;
  const text = [name, ...args].join(" ");
  return text.length > NAME_MAX ? `${text.slice(0, NAME_MAX)}…` : text;
}
