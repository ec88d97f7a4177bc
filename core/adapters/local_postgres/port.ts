/** The server's port: any free one at first, then always the same while nobody else takes it. @module */
import { ifThere } from "./error.ts";
import type { Place } from "./place.ts";

/** Below those that systems give to outgoing connections. */
const FIRST = 20_000;
const LAST = 29_999;
const TRIES_MAX = 100;

/** The saved port if it is free, else another, saved from now on. */
export async function choosePort(place: Place): Promise<number> {
  const saved = Number(await ifThere(Deno.readTextFile(place.port)));
  if (Number.isInteger(saved) && saved > 0 && isFree(saved)) return saved;
  const port = freePort();
  await Deno.writeTextFile(place.port, `${port}\n`, { mode: 0o600 });
  return port;
}

function freePort(): number {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (isFree(port)) return port;
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`);
}

function isFree(port: number): boolean {
  if (port > 65_535) return false;
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}
