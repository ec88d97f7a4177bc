/** Shows what happens until the end: a live block on a terminal, else plain lines. @module */
import { ApiSilent } from "./ask.ts";
import { logOf } from "./log.ts";
import { readStanding } from "./standing.ts";
import { statusLines } from "./status_lines.ts";
import type { Terminal } from "./terminal.ts";

const REDRAW_MS = 500;

/** @param fromStart Whether the journals are new, and told from their first row. */
export async function follow(
  url: string,
  terminal: Terminal,
  fromStart: boolean,
): Promise<never> {
  if (!terminal.isLive) {
    return await logOf(url, fromStart, (line) => terminal.line(line));
  }
  for (;;) {
    const next = new Promise((done) => setTimeout(done, REDRAW_MS));
    try {
      const standing = await readStanding(url);
      terminal.draw(({ rows }) => [[], ...statusLines(standing, rows - 1)]);
    } catch (error) {
      if (!(error instanceof ApiSilent)) throw error;
      terminal.draw(() => [[], [["The API does not answer just now", "warn"]]]);
    }
    await next;
  }
}
