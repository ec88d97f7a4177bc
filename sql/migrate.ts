/**
 * Brings a database to the version of this program: the files of `sql/ops`,
 * then those of its kind, once each and in order, then the grants.
 *
 * Every file is one transaction together with its row in `ops.migrations`, and
 * every transaction takes the same advisory lock and reads the state afresh: so
 * any number may run at once, and one that is killed leaves version N or N + 1.
 *
 * @module
 */
import { applyNext, type Job } from "./apply.ts";
import { asOwner, placeOf } from "./connect.ts";
import { type Kind, sqlFiles } from "./files.ts";
import { GRANTS, needsGrants, pendingOf, readState } from "./state.ts";

export { MigrationError } from "./connect.ts";
export type { Kind } from "./files.ts";

export interface Target {
  name: "dev" | "intl" | "research" | "practice";
  kind: Kind;
  ownerUrl: string;
  /** Whose books, and where they trade. Only, and always, of trading databases. */
  agent?: string;
  market?: string;
}

export interface MigrateOptions {
  /** Only tells what is pending. */
  dryRun?: boolean;
  /** Called after each file with its name, and after the grants with "grants". */
  onStep?: (name: string) => void;
  /** Where the SQL files lie. */
  folder?: URL;
  /** How long to wait for another migration to end; 60 unless told. */
  lockSeconds?: number;
}

export interface Migrated {
  applied: string[];
  pending: string[];
  /** Without all logins nothing is granted, and isolation is by convention only. */
  isolated: boolean;
}

/** @throws {MigrationError} One line that says what is in the way. */
export async function migrate(
  target: Target,
  options: MigrateOptions = {},
): Promise<Migrated> {
  const job: Job = {
    where: placeOf(target.ownerUrl),
    whose: whose(target),
    settings: settingsOf(target),
    files: await sqlFiles(target.kind, options.folder),
    lockSeconds: options.lockSeconds ?? 60,
  };
  return await asOwner(target.ownerUrl, async (sql) => {
    if (options.dryRun) {
      const state = await readState(sql);
      const pending = pendingOf(state, job).map(({ name }) => name);
      if (needsGrants(state, job)) pending.push(GRANTS);
      return { applied: [], pending, isolated: state.isolated };
    }
    const applied: string[] = [];
    for (;;) {
      const { step, isolated } = await applyNext(sql, job);
      if (step === undefined) return { applied, pending: [], isolated };
      applied.push(step);
      options.onStep?.(step);
    }
  });
}

function whose({ kind, agent, market }: Target): string {
  return kind === "trading" ? `trading ${agent} ${market}` : kind;
}

/** What the files may ask with `current_setting()`. */
function settingsOf({ kind, agent, market }: Target): Record<string, string> {
  if (kind !== "trading") return {};
  if (agent && market) {
    return { "catalyst.agent": agent, "catalyst.market": market };
  }
  throw new TypeError("Cannot migrate books: whose they are is not said");
}
