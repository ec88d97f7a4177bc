/** Where the person looks: a terminal with a live block, or a log of plain lines. @module */
import { type Line, painted } from "./paint.ts";
import { Screen } from "./screen.ts";

export interface Size {
  columns: number;
  rows: number;
}

export interface Terminal {
  /** Whether a block can be drawn at all. */
  readonly isLive: boolean;
  /** News, on stdout. */
  line(text: string): void;
  /** What went wrong or not quite as usual, on stderr. */
  fault(text: string): void;
  /** Draws the block that fits; without a terminal nothing. */
  draw(block: (room: Size) => readonly Line[]): void;
  /** Leaves the block as it stands; lines go on below it. */
  close(): void;
}

/** Where a terminal does not tell its size. */
const USUAL = { columns: 80, rows: 24 };

export function openTerminal(): Terminal {
  const isLive = Deno.stdout.isTerminal() && Deno.env.get("TERM") !== "dumb";
  const colours = wantsColours(isLive);
  const screen = new Screen({ write: toStdout, size });
  const toOther = isLive && Deno.stderr.isTerminal();
  return {
    isLive,
    line: (text) => screen.line(text),
    fault: (text) =>
      toOther ? screen.line(text, toStderr) : toStderr(`${text}\n`),
    draw(block) {
      if (!isLive) return;
      const { room } = screen;
      const lines = block(room);
      screen.draw(lines.map((line) => painted(line, room.columns, colours)));
    },
    close: () => screen.close(),
  };
}

/** As https://no-color.org asks: any value but an empty one says no. */
export function wantsColours(isTerminal: boolean): boolean {
  return isTerminal && !Deno.env.get("NO_COLOR");
}

export function size(): Size {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || USUAL.columns, rows: rows || USUAL.rows };
  } catch {
    return USUAL; // no terminal to ask
  }
}

const encoder = new TextEncoder();

function toStdout(text: string): void {
  writeAll(Deno.stdout, text);
}

function toStderr(text: string): void {
  writeAll(Deno.stderr, text);
}

/**
 * Whoever read it may have gone, as `head` does, or the terminal with all on it.
 * The ecosystem does not end for that, and there is nobody left to tell.
 */
function writeAll(
  output: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  let bytes = encoder.encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(output.writeSync(bytes));
  } catch (error) {
    const { code } = error as { code?: string };
    if (!UNREAD.has(code)) throw error;
  }
}

const UNREAD = new Set<string | undefined>(["EPIPE", "EIO", "ENOSPC"]);
