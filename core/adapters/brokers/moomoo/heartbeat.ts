/** Notices that OpenD has fallen silent on a connection that still stands, or is not logged in any more. @module */
import { z } from "zod";
import { GlobalState } from "./answers.ts";
import type { OpenDClient } from "./client.ts";
import { blockOf } from "./gateway_state.ts";
import { pause } from "./pause.ts";

/** How often where OpenD does not say so. */
const PERIOD_MS = 8_000;
/** Of the interval OpenD asks for, as the vendor's own client does. */
const SHARE = 0.8;
/** Of the period, in which an answer must come. */
const PATIENCE = 0.5;
const MISSES = 2;

/**
 * Asks how OpenD is, now and then, and at once again if it does not say. Two
 * times without a word end the connection, and so does an answer by which
 * nobody can trade; a refusal is a sign of life.
 *
 * @param keepAliveMs How often OpenD wants to hear of us; null if it does not.
 * @returns Ends it.
 */
export function beat(
  client: OpenDClient,
  keepAliveMs: number | null,
): () => void {
  const periodMs = keepAliveMs === null ? PERIOD_MS : keepAliveMs * SHARE;
  const waitMs = Math.round(periodMs * PATIENCE);
  const ended = new AbortController();
  const look = async () => {
    for (let misses = 0; misses < MISSES; misses++) {
      const heard = client.heard;
      const block = await blocked(client, keepAliveMs !== null, waitMs);
      if (block) return client.fail(block);
      if (client.heard > heard || ended.signal.aborted) return;
    }
    client.fail(`OpenD is silent: ${MISSES} heartbeats unanswered`);
  };
  void (async () => {
    while (await pause(periodMs, ended.signal), !ended.signal.aborted) {
      await look();
    }
  })();
  return () => ended.abort();
}

/** Why nobody can trade any more, if it says so. */
async function blocked(
  client: OpenDClient,
  wantsKeepAlive: boolean,
  waitMs: number,
): Promise<string | undefined> {
  const time = String(Math.floor(Date.now() / 1_000));
  const userID = "0";
  const [state] = await Promise.allSettled([
    client.call("GetGlobalState", { userID }, GlobalState, waitMs),
    wantsKeepAlive && client.call("KeepAlive", { time }, z.unknown(), waitMs),
  ]);
  return state.status === "fulfilled" ? blockOf(state.value) : undefined;
}
