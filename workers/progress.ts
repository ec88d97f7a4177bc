/** How far long work is: a bar on a terminal, a few plain lines in a log. @module */

/** Where progress is shown; a test brings its own. */
export interface Screen {
  isTerminal: boolean;
  /** Characters per line. */
  columns: () => number;
  write: (text: string) => void;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
}

export interface Progress {
  /** The share that is done, 0–1, and what is being done just now. */
  update(share: number, note?: string): void;
  /** Removes the bar; call it once, before anything else is printed. */
  done(): void;
}

const REDRAW_MS = 100;
const BAR_WIDTH = 24;
/** Where a terminal does not tell its width. */
const USUAL_COLUMNS = 80;
/** Before this much is done, what remains is a guess not worth showing. */
const LEAST_SHARE = 0.02;
const CLEAR_LINE = "\r\x1b[K";

/** Shows nothing before the first update. */
export function progressBar(label: string, screen = stderr()): Progress {
  return screen.isTerminal ? drawn(label, screen) : logged(label, screen);
}

function drawn(label: string, screen: Screen): Progress {
  const began = screen.now();
  let last = -Infinity;
  return {
    update(share, note = "") {
      const now = screen.now();
      if (now - last < REDRAW_MS) return;
      last = now;
      const line = [label, bar(share), times(share, now - began), note]
        .filter(Boolean).join("  ");
      // One column stays free: some terminals wrap a line that fills the last.
      screen.write(CLEAR_LINE + line.slice(0, screen.columns() - 1));
    },
    done() {
      if (last > -Infinity) screen.write(CLEAR_LINE);
    },
  };
}

/** One line for each quarter that is reached. */
function logged(label: string, screen: Screen): Progress {
  const began = screen.now();
  let told = 0;
  const update = (share: number) => {
    const quarters = Math.floor(within(share) * 4);
    if (quarters <= told) return;
    told = quarters;
    const elapsed = clock(screen.now() - began);
    screen.write(`${label}: ${quarters * 25} % after ${elapsed}\n`);
  };
  return { update, done: () => update(1) };
}

function bar(share: number): string {
  const filled = Math.floor(within(share) * BAR_WIDTH);
  const percent = String(Math.floor(within(share) * 100)).padStart(3);
  return `${"█".repeat(filled).padEnd(BAR_WIDTH, "░")} ${percent} %`;
}

function times(share: number, elapsedMs: number): string {
  const done = within(share);
  if (done < LEAST_SHARE) return clock(elapsedMs);
  const leftMs = elapsedMs * (1 - done) / done;
  return `${clock(elapsedMs)}, ${clock(leftMs)} left`;
}

/** "0:07", "12:30", "1:02:30". */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const end = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}

/** A share that is none counts as nothing done. */
function within(share: number): number {
  return Math.min(1, Math.max(0, share || 0));
}

function stderr(): Screen {
  const encoder = new TextEncoder();
  return {
    isTerminal: Deno.stderr.isTerminal(),
    columns() {
      try {
        return Deno.consoleSize().columns || USUAL_COLUMNS;
      } catch {
        return USUAL_COLUMNS; // stdout is no terminal, and only there the size is asked
      }
    },
    write: (text) => Deno.stderr.writeSync(encoder.encode(text)),
    now: () => performance.now(),
  };
}
