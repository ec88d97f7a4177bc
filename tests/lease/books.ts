/** A trading database of the test's own, and its lease by shorter times than real ones. */
import type { Database } from "../../core/adapters/stores/database.ts";
import { takeLease } from "../../core/adapters/stores/lease.ts";
import { type Opened, withDatabase } from "../database/opened.ts";

export const EXPIRY_MS = 1_500;
const RENEW_MS = 200;

export function withBooks(
  test: (opened: Opened) => Promise<void>,
): Promise<void> {
  return withDatabase({ kind: "dev" }, test);
}

export function take(database: Database, holder: string) {
  return takeLease(database, {
    agent: "dev_claude",
    holder,
    build: "test",
    renewMs: RENEW_MS,
    expiryMs: EXPIRY_MS,
  });
}
