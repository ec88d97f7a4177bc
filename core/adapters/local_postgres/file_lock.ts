/** Locks between processes that the system frees when a process ends, however it ends. @module */
import { orCannot } from "./error.ts";

export interface FileLock {
  /** Gives the lock back; doing it twice does no harm. */
  release(): void;
}

const RETRY_MS = 20;

/**
 * Locks the file for us alone, or shared with others, within `waitMs`;
 * undefined if others hold it that long. `onWait` is called when it is not had at once.
 *
 * @throws {LocalPostgresError} If the file cannot be opened.
 */
export async function lockFile(
  path: string,
  kind: "alone" | "shared",
  waitMs = 0,
  onWait?: () => void,
): Promise<FileLock | undefined> {
  return await orCannot(`lock "${path}"`, async () => {
    const file = await Deno.open(path, {
      create: true,
      read: true,
      write: true,
      mode: 0o600,
    });
    let open = true;
    const release = () => {
      if (!open) return;
      open = false;
      // A child that is just being started may hold a copy of the file for a moment more.
      file.unlockSync();
      file.close();
    };
    try {
      const until = performance.now() + waitMs;
      for (let tries = 0;; tries++) {
        if (await file.tryLock(kind === "alone")) return { release };
        if (performance.now() >= until) break;
        if (tries === 0) onWait?.();
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    } catch (error) {
      release();
      throw error;
    }
    release();
    return undefined;
  });
}
