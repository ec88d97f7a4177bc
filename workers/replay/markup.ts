/** Markup that cannot forget to escape: a template takes text as text. @module */

/** Finished markup. Only the `markup` tag makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes whatever is put in, but for markup, which stays as it is. */
export function markup(
  parts: TemplateStringsArray,
  ...contents: readonly Content[]
): Markup {
  const text = parts.map((part, i) =>
    part + (i < contents.length ? textOf(contents[i]!) : "")
  );
  return new Markup(text.join(""));
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(textOf).join("");
  return String(content).replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}
