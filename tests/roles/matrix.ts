/** Who may do what in which database: the table that `tests/roles_test.ts` holds PostgreSQL to. @module */
import type { Login } from "../../sql/logins.ts";
import { RESEARCH_ACTS } from "./research_acts.ts";
import { RESEARCH_ROWS } from "./research_rows.ts";
import { NOBODYS_ACTS, removals } from "./nobodys_acts.ts";
import { tradingActs } from "./trading_acts.ts";
import { tradingRows } from "./trading_rows.ts";

/** Something one might do. It works, but for who does it: the owner's attempt shows that. */
export interface Act {
  /** Goes on after "may" and "may not". */
  what: string;
  sql: string;
  /** Everybody else who connects is refused. */
  may: readonly Login[];
  /** Whose statement runs but sees no row to change: row security hides them. */
  seesNone?: readonly Login[];
  /** What even the owner is refused, unless it switches something off first. */
  ownerToo?: true;
  /** It takes more than to own the database. */
  superuser?: true;
}

export type Verdict = "may" | "may not" | "sees no row to";

export interface Scope {
  database: "dev" | "intl" | "research";
  /** Who may connect; PostgreSQL sends the others away at the door. */
  connect: readonly Login[];
  /** What the acts act on; written by the owner. */
  rows: string;
  acts: readonly Act[];
}

export const MATRIX: readonly Scope[] = [
  {
    database: "dev",
    connect: ["dev_claude", "sentinel", "api", "big_bro"],
    rows: tradingRows("dev_claude"),
    acts: [
      ...tradingActs({
        trader: "dev_claude",
        other: "intl_claude",
        guests: ["big_bro"],
      }),
      ...removals("trading"),
      ...NOBODYS_ACTS,
    ],
  },
  {
    database: "intl",
    connect: ["intl_claude", "sentinel", "api"],
    rows: tradingRows("intl_claude"),
    acts: [
      ...tradingActs({
        trader: "intl_claude",
        other: "dev_claude",
        guests: [],
      }),
      ...removals("trading"),
      ...NOBODYS_ACTS,
    ],
  },
  {
    database: "research",
    connect: ["dev_claude", "intl_claude", "big_bro", "api"],
    rows: RESEARCH_ROWS,
    acts: [...RESEARCH_ACTS, ...removals("research"), ...NOBODYS_ACTS],
  },
];

export function verdictOf({ may, seesNone }: Act, login: Login): Verdict {
  if (may.includes(login)) return "may";
  return seesNone?.includes(login) ? "sees no row to" : "may not";
}
