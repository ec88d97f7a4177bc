/** Cuts SQL after every statement, so that something can happen in between. */

/** What may hold a semicolon that ends nothing: comments, texts, names, bodies. */
const WHOLE =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|\$(\w*)\$[\s\S]*?\$\1\$|;/g;

/** The statements of a file with their semicolons; joined, they are the file. */
export function statements(text: string): string[] {
  const ends = [...text.matchAll(WHOLE)]
    .filter(([found]) => found === ";").map(({ index }) => index + 1);
  const cuts = [0, ...ends, text.length];
  return cuts.slice(1).map((end, at) => text.slice(cuts[at], end))
    .filter((part) => part !== "");
}
