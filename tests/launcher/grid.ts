/** A terminal as far as our screen uses one: what stands on it after what was written. */
import { widthOf } from "../../workers/launcher/console/width.ts";

export class Grid {
  columns: number;
  rows: number;
  #lines: string[] = [""];
  #row = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  size(): { columns: number; rows: number } {
    return { columns: this.columns, rows: this.rows };
  }

  /** All that was ever on it, scrolled away or not. */
  get text(): string {
    return this.#lines.map((line) => line.trimEnd()).join("\n").trimEnd();
  }

  /** Made narrower, it breaks its lines anew, as most do. */
  resize(columns: number): void {
    this.columns = columns;
    const broken = this.#lines.map((line) => chunks(line, columns));
    this.#row = broken.slice(0, this.#row).flat().length;
    this.#lines = broken.flat();
  }

  write(text: string): void {
    // deno-lint-ignore no-control-regex -- what terminals are told by
    for (const part of text.split(/(\n|\r|\x1b\[\d*[A-Za-z])/)) {
      if (part === "" || part === "\r") continue;
      if (part === "\n") this.#down();
      else if (part.startsWith("\x1b[")) this.#obey(part.slice(2));
      else this.#put(part);
    }
  }

  #obey(order: string): void {
    const what = order.at(-1);
    if (what === "A") {
      this.#row = Math.max(0, this.#row - Number.parseInt(order));
    }
    if (what === "K") {
      // Our lines are written whole: what is left of the old one is cut.
      this.#lines[this.#row] = this.#written;
    }
    if (what === "J") {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = this.#written;
    }
  }

  /** What was written on the row since the cursor came to it. */
  #written = "";

  #put(text: string): void {
    const width = widthOf(text);
    if (width > this.columns) throw new Error(`it wraps: ${text}`);
    const old = this.#lines[this.#row] ?? "";
    this.#written += text;
    this.#lines[this.#row] = this.#written + old.slice(this.#written.length);
  }

  #down(): void {
    this.#row++;
    this.#written = "";
    this.#lines[this.#row] ??= "";
  }
}

function chunks(line: string, columns: number): string[] {
  const found: string[] = [];
  for (let at = 0; at < line.length; at += columns) {
    found.push(line.slice(at, at + columns));
  }
  return found.length > 0 ? found : [""];
}
