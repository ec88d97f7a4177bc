/**
 * Finds the databases: those that environment variables name; without any, those
 * of the embedded server, which is started and stopped for it.
 *
 * @module
 */
import { migrate } from "../../sql/migrate.ts";
import type { Children } from "./children.ts";
import type { Databases } from "./databases.ts";
import { embeddedDatabases, withEmbedded } from "./embedded.ts";
import { managedDatabases } from "./managed.ts";

/** Calls `work` with the databases and lets go of them in every case. */
export async function withDatabases<T>(
  data: string,
  children: Children,
  work: (databases: Databases) => Promise<T>,
): Promise<T> {
  const managed = managedDatabases(data);
  if (managed) return await Promise.race([work(managed), children.ended]);
  return await withEmbedded(
    data,
    children,
    (server) => work(embeddedDatabases(server)),
  );
}

/** The same, with the embedded ones brought to our version. Others take a person to do so. */
export async function withReadyDatabases<T>(
  data: string,
  children: Children,
  work: (databases: Databases) => Promise<T>,
): Promise<T> {
  return await withDatabases(data, children, async (databases) => {
    const targets = databases.embedded ? databases.targets : [];
    for (const target of targets) await databases.prepare(target);
    await Promise.all(targets.map((target) => migrate(target)));
    return await work(databases);
  });
}
