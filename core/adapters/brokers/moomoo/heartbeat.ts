/** Notices that OpenD has fallen silent on a connection that still stands. @module */
import { z } from "zod";
import type { OpenDConnection } from "./connection.ts";

/** Of the interval OpenD asks for, as the vendor's own client does. */
const SHARE = 0.8;
const MISSES = 2;

/**
 * Asks for a sign of life now and then; two missing ones end the connection.
 *
 * @param intervalMs What OpenD asked for when we connected.
 * @returns Ends it.
 */
export function beat(
  connection: OpenDConnection,
  intervalMs: number,
): () => void {
  const periodMs = Math.round(intervalMs * SHARE);
  let misses = 0;
  const timer = setInterval(() => {
    const time = String(Math.floor(Date.now() / 1000));
    connection.call("KeepAlive", { time }, z.unknown(), periodMs * SHARE)
      .then(() => misses = 0, () => {
        if (++misses === MISSES) {
          connection.fail(`OpenD is silent: ${misses} heartbeats unanswered`);
        }
      });
  }, periodMs);
  return () => clearInterval(timer);
}
