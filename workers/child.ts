/** How a process that the launcher starts behaves: says it is up, ends when told, in time. @module */

const SIGNALS: readonly Deno.Signal[] = ["SIGTERM", "SIGINT", "SIGHUP"];
/** Given by the launcher: its end of our stdin closes when it dies. */
const CHILD_FLAG = "--child";
const DEADLINE_MS = 5_000;

/** The process was asked to end: no fault, and nothing to report. */
export class Ended extends Error {
  override name = "Ended";
}

/**
 * Aborted, with an `Ended`, by the first signal that asks the process to end,
 * and by the end of stdin when started with `--child`. From then on there are
 * 5 seconds left; a second signal ends the process at once.
 */
export function untilEnded(): AbortSignal {
  const ended = new AbortController();
  const end = (why: string) => {
    if (ended.signal.aborted) return;
    mustEnd();
    ended.abort(new Ended(why));
  };
  for (const signal of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      if (ended.signal.aborted) Deno.exit(1);
      end(`${signal} was received`);
    });
  }
  if (Deno.args.includes(CHILD_FLAG) && !Deno.stdin.isTerminal()) {
    void untilClosed().then(() => end("whoever started it is gone"));
  }
  return ended.signal;
}

/** Leaves the process so long to end in order; later it exits with 1 and one line. */
export function mustEnd(deadlineMs: number = DEADLINE_MS): void {
  const timer = setTimeout(() => {
    console.error(`Cannot end in order: not done after ${deadlineMs} ms`);
    Deno.exit(1);
  }, deadlineMs);
  Deno.unrefTimer(timer);
}

/** Tells whoever started us that we are up, in one line. */
export function sayReady(what: string): void {
  console.log(`ready ${what}`);
}

/** Reads stdin away until it ends; a broken pipe is an end. */
async function untilClosed(): Promise<void> {
  const bytes = new Uint8Array(256);
  try {
    while (await Deno.stdin.read(bytes) !== null);
  } catch (error) {
    console.error(`Cannot read stdin: ${Object(error).message}; ending`);
  }
}
