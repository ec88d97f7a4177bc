/** Lines of the status: pieces of text, some in a tone, cut to a width. @module */
import { cut, widthOf } from "./width.ts";

export type Tone = "plain" | "dim" | "strong" | "good" | "bad" | "warn";
export type Piece = string | readonly [text: string, tone: Tone];
export type Line = readonly Piece[];

const CODES: Record<Tone, string> = {
  plain: "",
  dim: "\x1b[2m",
  strong: "\x1b[1m",
  good: "\x1b[32m",
  bad: "\x1b[31m",
  warn: "\x1b[33m",
};
const RESET = "\x1b[0m";

/** One line of a terminal, never wider than `columns`. */
export function painted(line: Line, columns: number, colours: boolean): string {
  let left = columns;
  let text = "";
  for (const piece of line) {
    const [own, tone] = typeof piece === "string"
      ? [piece, "plain" as const]
      : piece;
    const shown = cut(own, left);
    left -= widthOf(shown);
    text += colours && CODES[tone] && shown
      ? CODES[tone] + shown + RESET
      : shown;
    if (shown !== own) break;
  }
  return text.trimEnd();
}
