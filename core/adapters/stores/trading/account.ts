/** What is written once, when books are opened. @module */
import { type Money, written } from "../../../money.ts";
import type { ParameterVersion } from "../../../trading/parameter_version.ts";
import { StoreRefused } from "../refused.ts";
import type { Writer } from "./writer.ts";

/**
 * Opens an account with `cash`, once.
 *
 * @throws {StoreRefused} If the books are another account's: mixing two would
 * make neither tie out.
 */
export async function openAccount(
  writer: Writer,
  cash: Money,
): Promise<void> {
  const { database, agent, account, currency } = writer;
  const opening = written(cash);
  await database.write((sql) =>
    sql`insert into ops.accounts ${
      sql({ account, agent, currency, opening_cash: opening, cash: opening })
    } on conflict do nothing`
  );
  await requireAccount(writer);
}

/** @throws {StoreRefused} If the books are not this account's, or nobody's yet. */
export async function requireAccount(
  { database, agent, account }: Writer,
): Promise<void> {
  const rows = await database.read((sql) =>
    sql`select account, agent from ops.accounts`
  );
  const other = rows.find((row) =>
    row.account !== account || row.agent !== agent
  );
  if (rows.length > 0 && !other) return;
  const whose = other
    ? `they belong to account ${other.account} of ${other.agent}`
    : "the agent has not opened them yet";
  throw new StoreRefused(
    `Cannot open the books of account ${account} for ${agent}: ${whose}`,
  );
}

/**
 * Puts the thresholds an agent trades by on record, with a journal row.
 *
 * @throws {Error} If this version was other thresholds before.
 */
export async function recordParameters(
  { database, agent }: Writer,
  { id, rules, setups }: ParameterVersion,
): Promise<void> {
  const thresholds = JSON.stringify({ rules: rules.values, setups });
  await database.write((sql) =>
    sql`with version as (
          insert into ops.parameter_versions (parameter_version, agent, thresholds)
          values (${id}, ${agent}, ${thresholds}::text::jsonb)
          on conflict (parameter_version) do nothing returning parameter_version
        )
        insert into ops.journal (agent, kind, subject, at, body)
        select ${agent}, 'parameters', parameter_version, clock_timestamp(), ${thresholds}
        from version`
  );
  const [same] = await database.read((sql) =>
    sql`select from ops.parameter_versions where parameter_version = ${id}
        and thresholds = ${thresholds}::text::jsonb`
  );
  if (same) return;
  throw new Error(
    `Cannot trade by parameters ${id}: the books know other thresholds under that name`,
  );
}
