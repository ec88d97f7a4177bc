/**
 * Lines that scroll, and below them a block that is drawn in place again and
 * again. Nothing stays changed on the terminal, however we end: the cursor is
 * never hidden, and stands below the block.
 *
 * @module
 */
import { widthOf } from "./width.ts";

/** The terminal; a test brings its own. */
export interface Surface {
  write(text: string): void;
  size(): { columns: number; rows: number };
}

export class Screen {
  #surface: Surface;
  /** Widths of the lines of the block that stands there. */
  #widths: number[] = [];
  #block: readonly string[] = [];
  #closed = false;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  /** Room for a block: one row stays for the cursor, one column against wrapping. */
  get room(): { columns: number; rows: number } {
    const { columns, rows } = this.#surface.size();
    return { columns: Math.max(1, columns - 1), rows: Math.max(0, rows - 1) };
  }

  /** A line above the block, for ever. `write` may be that of another output. */
  line(
    text: string,
    write = (line: string) => this.#surface.write(line),
  ): void {
    if (this.#block.length === 0) return write(`${text}\n`);
    this.#surface.write(this.#up() + CLEAR);
    write(`${text}\n`);
    this.#put(this.#block);
  }

  /** Draws the block in place of the last; its lines must fit into the room. */
  draw(block: readonly string[]): void {
    if (this.#closed) return;
    const lines = block.slice(0, this.room.rows);
    this.#put(lines, this.#up());
  }

  /** Leaves the last block standing; from now on there are only lines. */
  close(): void {
    this.#closed = true;
    this.#block = [];
    this.#widths = [];
  }

  #put(lines: readonly string[], before = ""): void {
    const text = lines.map((line) => `${line}${CLEAR_LINE}\n`).join("");
    this.#surface.write(before + text + CLEAR);
    this.#block = lines;
    this.#widths = lines.map((line) => widthOf(line.replaceAll(COLOUR, "")));
  }

  /** To the first row of the block: on a terminal made narrower its lines take several. */
  #up(): string {
    const { columns } = this.#surface.size();
    const rows = this.#widths
      .map((width) => Math.max(1, Math.ceil(width / Math.max(1, columns))))
      .reduce((sum, one) => sum + one, 0);
    return rows === 0 ? "" : `\r\x1b[${rows}A`;
  }
}

const CLEAR_LINE = "\x1b[K";
const CLEAR = "\x1b[J";
// deno-lint-ignore no-control-regex -- our own colours, which take no room
const COLOUR = /\x1b\[\d*m/g;
