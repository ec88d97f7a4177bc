/** postmaster.pid: which process serves the cluster, or did when it died. @module */
import { join } from "node:path";
import process from "node:process";
import { ifThere } from "./error.ts";
import type { Place } from "./place.ts";

export interface PidFile {
  pid: number;
  /** 0 while the server has not come that far. */
  port: number;
  /** Since it was last written; a server writes it only while it starts. */
  ageMs: number;
}

export async function readPidFile(place: Place): Promise<PidFile | undefined> {
  const path = pathOf(place);
  const text = await ifThere(Deno.readTextFile(path));
  const info = await ifThere(Deno.stat(path));
  if (text === undefined || !info) return undefined;
  const lines = text.split("\n");
  return {
    pid: Number.parseInt(lines[0] ?? "") || 0,
    port: Number.parseInt(lines[3] ?? "") || 0,
    ageMs: Date.now() - (info.mtime?.getTime() ?? 0),
  };
}

/**
 * Only for a file whose process is certainly no server of this cluster. Should
 * that be wrong, the next server still sees the other's shared memory and refuses.
 */
export async function removePidFile(place: Place): Promise<void> {
  await ifThere(Deno.remove(pathOf(place)));
}

/** A process of somebody else's is not alive for us: our server runs as our account. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ESRCH" || code === "EPERM") return false;
    throw error;
  }
}

function pathOf(place: Place): string {
  return join(place.cluster, "postmaster.pid");
}
