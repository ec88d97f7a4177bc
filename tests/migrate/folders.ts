/** Folders of SQL files like sql/, with some of them left out or changed. */
import { sqlFiles } from "../../sql/files.ts";
import type { Kind } from "../../sql/migrate.ts";

/** The files of sql/ that make a database of `kind`, by name and in order. */
export async function realFiles(kind: Kind): Promise<Map<string, string>> {
  const { migrations, grants } = await sqlFiles(kind);
  return new Map(
    [...migrations, ...grants].map(({ name, text }) => [name, text]),
  );
}

/** Calls `work` with a folder of exactly these files, missing grants empty. */
export async function withFolder<T>(
  files: ReadonlyMap<string, string>,
  work: (folder: URL) => Promise<T>,
): Promise<T> {
  const path = await Deno.makeTempDir();
  try {
    const parts = ["ops", "trading", "research"];
    for (const part of [...parts, "grants"]) {
      await Deno.mkdir(`${path}/${part}`);
    }
    for (const part of parts) {
      await Deno.writeTextFile(`${path}/grants/${part}.sql`, "");
    }
    for (const [name, text] of files) {
      await Deno.writeTextFile(`${path}/${name}`, text);
    }
    return await work(new URL(`file://${path}/`));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}
