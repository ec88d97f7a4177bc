/**
 * The logins of the processes: each may do in each database what
 * `sql/grants/` gives it, and nothing else.
 *
 * @module
 */
export const LOGINS = [
  "dev_claude",
  "intl_claude",
  "big_bro",
  "mind",
  "api",
  "sentinel",
  "practice",
] as const;

export type Login = typeof LOGINS[number];
