/** A disk that can be full: a file system in memory. Only root can mount one. */
import { join } from "node:path";
import { command } from "./folders.ts";

export interface Disk {
  path: string;
  resize(megabytes: number): Promise<void>;
  /** Takes all room that is left; the answer gives it back. */
  fill(): Promise<() => Promise<void>>;
}

export async function withDisk(
  megabytes: number,
  test: (disk: Disk) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "local-postgres-disk-" });
  const mount = (options: string) =>
    command("mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
  await mount(`size=${megabytes}m,mode=755`);
  try {
    await test({
      path,
      async resize(size) {
        await mount(`remount,size=${size}m,mode=755`);
      },
      fill: () => fill(join(path, "filler")),
    });
  } finally {
    await command("umount", "--lazy", path);
    await Deno.remove(path);
  }
}

async function fill(path: string): Promise<() => Promise<void>> {
  using file = await Deno.open(path, { create: true, write: true });
  const bytes = new Uint8Array(65_536);
  for (let size = bytes.length; size >= 1;) {
    try {
      await file.write(bytes.subarray(0, size));
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOSPC") throw error;
      size = Math.floor(size / 2);
    }
  }
  return () => Deno.remove(path);
}
