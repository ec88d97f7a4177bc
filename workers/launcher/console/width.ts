/** How many columns a text takes on a terminal, and cutting it to fit. @module */

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** East Asian wide and full-width letters, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const NARROW = /^[\x20-\x7e]*$/;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]*$/u;
const ELLIPSIS = "…";

export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide(segment);
  return width;
}

/** The text, or as much of it as fits with an ellipsis. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return "";
  let shown = "";
  let left = columns - 1;
  for (const { segment } of graphemes.segment(text)) {
    left -= wide(segment);
    if (left < 0) break;
    shown += segment;
  }
  return shown + ELLIPSIS;
}

/** Filled up with spaces on the right, or on the left for numbers. */
export function padded(
  text: string,
  columns: number,
  where: "left" | "right" = "left",
): string {
  const space = " ".repeat(Math.max(0, columns - widthOf(text)));
  return where === "left" ? text + space : space + text;
}

function wide(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}
