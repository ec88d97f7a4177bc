/** What an interrupted start left behind, and servers of other versions. @module */
import { basename, join } from "node:path";
import { ifThere, orCannot } from "./error.ts";
import { type Place, UNFINISHED } from "./place.ts";

const BUSY_MS = 5_000;
const RETRY_MS = 20;

/**
 * Removes them. No server may be running and none be started meanwhile.
 *
 * @throws {LocalPostgresError} If one cannot be removed.
 */
export async function removeLeftovers(
  place: Place,
  home: string,
): Promise<void> {
  await orCannot(`clean up "${place.root}"`, async () => {
    const isOther = (name: string) =>
      name.startsWith("server-") && name !== basename(home);
    await removeFrom(
      place.root,
      (name) => isOther(name) || name.includes(UNFINISHED),
    );
    const aside = basename(place.passwords) + UNFINISHED;
    await removeFrom(place.folder, (name) => name.startsWith(aside));
  });
}

async function removeFrom(
  folder: string,
  isLeft: (name: string) => boolean,
): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (!isLeft(name)) continue;
    await removeBusy(join(folder, name));
  }
}

/** The initdb of a killed launcher may still be writing there; it ends once its files vanish. */
async function removeBusy(path: string): Promise<void> {
  const until = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return await ifThere(Deno.remove(path, { recursive: true }));
    } catch (error) {
      const isBusy = (error as { code?: string }).code === "ENOTEMPTY";
      if (!isBusy || performance.now() > until) throw error;
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}
