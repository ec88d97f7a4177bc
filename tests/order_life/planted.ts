/** The real source with one bug in it, ready to run. @module */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { Mutant } from "./mutants.ts";
import type { Program } from "./simulation.ts";

const CORE = new URL("../../core/", import.meta.url);

/** The flows and books of a copy of core/ with `mutant` in it. */
export async function planted({ edits }: Mutant): Promise<Program> {
  const root = await Deno.makeTempDir({ prefix: "mutant-" });
  try {
    await copy(CORE, new URL(`${pathToFileURL(root)}/`));
    for (const { file, from, to } of edits) {
      const text = await Deno.readTextFile(`${root}/${file}`);
      const times = text.split(from).length - 1;
      // A snippet that is gone would leave a mutant that is none.
      assert.equal(times, 1, `${times} times in ${file}: ${from}`);
      await Deno.writeTextFile(`${root}/${file}`, text.replace(from, () => to));
    }
    const load = (file: string) => import(`${pathToFileURL(root)}/${file}`);
    return {
      ...await load("flows/execute.ts"),
      ...await load("flows/book.ts"),
      ...await load("flows/recover.ts"),
      ...await load("adapters/stores/memory.ts"),
    };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function copy(from: URL, to: URL): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const target = new URL(isDirectory ? `${name}/` : name, to);
    const source = new URL(isDirectory ? `${name}/` : name, from);
    if (isDirectory) {
      await Deno.mkdir(target);
      await copy(source, target);
    } else if (name.endsWith(".ts")) await Deno.copyFile(source, target);
  }
}
