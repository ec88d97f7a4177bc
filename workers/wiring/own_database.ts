/** The database that is an agent's own: it alone writes there, and seals what it wrote. @module */
import type { Database } from "../../core/adapters/stores/database.ts";
import { sleep } from "../../core/adapters/stores/deadline.ts";
import {
  type Lease,
  LeaseHeld,
  takeLease,
} from "../../core/adapters/stores/lease.ts";
import { startSealer } from "../../core/adapters/stores/sealer.ts";
import type { Kind } from "../../core/adapters/stores/version.ts";
import { openAtVersion } from "./open_database.ts";
import { isLocked } from "./outside.ts";

export interface OwnOptions {
  /** For the agent's own login. */
  url: string;
  kind: Kind;
  agent: string;
  /** Who has the lease: this process, or the one whose place it takes. */
  holder: string;
  /** Told once when another process has the lease. */
  onWait: (line: string) => void;
  /** Told when the process may not go on: the lease is lost, or sealing fails. */
  onFault: (why: Error) => void;
  /** Ends the waiting. */
  ended: AbortSignal;
}

export interface OwnDatabase {
  database: Database;
  lease: Lease;
  /** Seals what is left, gives the lease back, closes. */
  close(): Promise<void>;
}

/** A lease expires after 6 s: one that is kept longer belongs to the living. */
const PATIENCE_MS = 7_000;
/** Whoever froze in the middle of a write is thrown out by the server after 10 s. */
const FROZEN_MS = 12_000;
const ASK_AGAIN_MS = 200;

/**
 * @throws {StoreRefused} What only other settings can mend.
 * @throws {StoreUnavailable} It does not answer.
 * @throws {LeaseHeld} If another process keeps the lease for 7 seconds.
 */
export async function openOwn(options: OwnOptions): Promise<OwnDatabase> {
  const { url, kind, agent, onFault } = options;
  const opened: Database[] = [];
  const open = async (name: string, max?: number) => {
    const settings = { url, name, role: agent, ...(max && { max }) };
    const database = await openAtVersion(settings, kind);
    opened.push(database);
    return database;
  };
  const closeAll = () => Promise.all(opened.map((one) => one.close()));
  try {
    const database = await open(`catalyst ${agent}`);
    // Of its own, so that no queue of writes can keep the lease from its renewal.
    const lease = await leaseOf(
      await open(`catalyst ${agent} lease`, 1),
      options,
    );
    lease.lost.addEventListener("abort", () => onFault(lease.lost.reason));
    const sealer = startSealer(database);
    sealer.ended.catch(onFault);
    const close = async () => {
      await sealer.stop();
      await lease.release();
      await closeAll();
    };
    return { database, lease, close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function leaseOf(
  database: Database,
  options: OwnOptions,
): Promise<Lease> {
  const { agent, holder, onWait, ended } = options;
  const began = performance.now();
  for (let waits = 0;; waits++) {
    ended.throwIfAborted();
    try {
      return await takeLease(database, { agent, holder, build: "agent" });
    } catch (error) {
      const waitedMs = performance.now() - began;
      if (isLocked(error) && waitedMs < FROZEN_MS) continue;
      if (!(error instanceof LeaseHeld)) throw error;
      if (waitedMs > PATIENCE_MS) throw error;
      if (waits === 0) onWait(`${error.message}; waiting for it to expire`);
      await sleep(Math.min(ASK_AGAIN_MS, error.leftMs + 1), ended);
    }
  }
}
