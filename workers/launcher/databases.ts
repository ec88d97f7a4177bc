/** The three databases: whose each is, and what the launcher does with them. @module */
import { TRADERS } from "../../core/agents/mod.ts";
import type { Login } from "../../sql/logins.ts";
import type { Target } from "../../sql/migrate.ts";

export type Name = Target["name"];

/** What is known of a database before it is looked for. */
export interface Described {
  /** Its name on the embedded server. */
  database: string;
  /** Variable with the URL for a process's own login … */
  env: string;
  /** … and with its owner's, if that is another. */
  ownerEnv: string;
  target: Omit<Target, "ownerUrl">;
}

const BOOKS: Record<string, Exclude<Name, "research">> = {
  DEV_DATABASE_URL: "dev",
  INTL_DATABASE_URL: "intl",
};

export const DATABASES: readonly Described[] = [
  ...TRADERS.map(({ id: agent, market, databaseEnv: env }) =>
    described({ name: BOOKS[env]!, kind: "trading", agent, market }, env)
  ),
  described({ name: "research", kind: "research" }, "RESEARCH_DATABASE_URL"),
];

function described(target: Described["target"], env: string): Described {
  const ownerEnv = env.replace("DATABASE", "OWNER");
  return { database: `catalyst_${target.name}`, env, ownerEnv, target };
}

export interface Databases {
  /** On the embedded server, which nobody else looks after. */
  embedded: boolean;
  /** Those there are, as their owner: a droplet of one market lacks the other. */
  targets: Target[];
  /** Whether it can be looked at. */
  exists(target: Target): Promise<boolean>;
  /** Makes what a migration needs: the database and its logins, as far as we may. */
  prepare(target: Target): Promise<void>;
  /** URLs for the processes of one login, by their variables. */
  urlsFor(
    login: Login,
    names: readonly Name[],
  ): Promise<Record<string, string>>;
}
