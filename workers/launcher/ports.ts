/** The three ports of one ecosystem. They must be free before anything is started. @module */
import { StartError } from "./start_error.ts";

export const HOST = "127.0.0.1";

/** The API's, and the two of the practice venue beside it. */
export interface Ports {
  api: number;
  practice: number;
  opend: number;
}

export function portsFrom(api: number): Ports {
  return { api, practice: api + 1, opend: api + 2 };
}

const RETRY_MS = 100;

/**
 * Waits until nobody listens on any of them, as long as `waitMs`: what a killed
 * launcher started may still be leaving.
 *
 * @throws {StartError} If one is taken.
 */
export async function untilFree(ports: Ports, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs;
  for (;;) {
    const taken = Object.values(ports).find((port) => !isFree(port));
    if (taken === undefined) return;
    if (performance.now() >= until) {
      throw new StartError(
        `Cannot listen on port ${taken}: another program does; ` +
          `end it, or choose another with --port (${ports.api} to ${ports.opend} are needed)`,
      );
    }
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}

/** Whether nobody listens there. @throws {StartError} If we may not listen there at all. */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: HOST, port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new StartError(
        `Cannot listen on port ${port}: permission denied; choose one from 1024 up with --port`,
      );
    }
    throw error;
  }
}

/** Whether something there takes connections. */
export async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: HOST, port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    // Somebody took it and hung up.
    if (error instanceof Deno.errors.ConnectionReset) return true;
    throw error;
  }
}
