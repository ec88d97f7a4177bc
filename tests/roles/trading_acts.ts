/** Who may do what in a trading database, on the rows of `tradingRows`. @module */
import type { Login } from "../../sql/logins.ts";
import type { Act } from "./matrix.ts";
import { KEPT } from "./trading_kept.ts";
import {
  adjustment,
  decision,
  fill,
  journal,
  order,
  position,
  reconciliation,
} from "./trading_rows.ts";

type Attempt = [what: string, sql: string];

/** Whose books they are, who trades in the other market, who only reads here. */
interface People {
  trader: Login;
  other: Login;
  guests: readonly Login[];
}

export function tradingActs({ trader, other, guests }: People): Act[] {
  const writers: Login[] = [trader, "sentinel"];
  return [
    ...allowed([...writers, "api", ...guests], READINGS),
    ...allowed([...writers, "api"], [["seal", "select ops.seal()"]]),
    ...allowed(writers, [...WRITINGS, ...underLease(trader)]),
    ...allowed([trader], OWN),
    ...allowed(["api"], ASKING),
    ...allowed([trader], [["obey a command", obey("is null")]]),
    ...allowed([], [["obey a command twice", obey("is not null")]])
      .map((act) => ({ ...act, seesNone: [trader] })),
    ...allowed(["sentinel"], [note("sentinel")]),
    ...allowed(writers, [note(trader), note(trader, "command")]),
    ...allowed(
      [],
      [other, "big_bro", "operator", "api"].map((agent) => note(agent)),
    ),
    ...forgeries(trader, other),
    ...allowed([], KEPT),
  ];
}

function allowed(may: readonly Login[], attempts: readonly Attempt[]): Act[] {
  return attempts.map(([what, sql]) => ({ what, sql, may }));
}

const READINGS: Attempt[] = [
  ["read positions", "select * from positions"],
  ["read orders", "select * from orders"],
  ["read decisions", "select * from decisions"],
  ["read the health of monitors", "select * from v_monitor_health"],
  ["read fills", "select * from ops.fills"],
  ["read the cash", "select * from ops.accounts"],
  [
    "read the journal in its order",
    "select * from ops.seals join ops.journal using (xid, id)",
  ],
  ["read who holds the lease", "select * from ops.leases"],
  ["read approvals", "select * from ops.approvals"],
  ["read adjustments", "select * from ops.adjustments"],
  ["read what differs from the venue", "select * from ops.reconciliations"],
  ["read alerts", "select * from ops.alerts"],
  ["read commands", "select * from ops.commands"],
  ["read the version", "select * from ops.migrations"],
];

/** What an exit needs, so the sentinel's as well as the agent's. */
const WRITINGS: Attempt[] = [
  [
    "add a security",
    "insert into securities (symbol, exchange, lot_size) values ('NEW', null, 1)",
  ],
  [
    "record a cycle",
    `insert into trading_cycles (cycle_id, account, date, mode, started_at, notes)
      values ('c-2', 'test', '2026-06-15', 'watch', now(), 'x')`,
  ],
  [
    "count what a cycle opened",
    "update trading_cycles set positions_opened = positions_opened + 1",
  ],
  ["decide", decision("a-3")],
  ["write down an order", order("a-2")],
  [
    "write down a stop",
    `${
      order("a-2").replace("limit_price", "order_type, stop_price")
        .replace("100, 10,", "100, 'stop', 10,")
    }`,
  ],
  [
    "say that it asked for a cancel",
    "update orders set cancel_asked_at = now(), cancel_asks = cancel_asks + 1",
  ],
  [
    "claim an order",
    "update orders set status = 'submitting', submitted_at = clock_timestamp()",
  ],
  [
    "tell what a venue says of an order",
    `update orders set status = 'partial', broker_order_id = 'b', filled_quantity = 50,
      filled_value = 500, fees = 1 where client_order_id = 'a-1'`,
  ],
  ["book a fill", fill(100)],
  ["open a position", position("a-2", "NEW")],
  [
    "close a position",
    `update positions set quantity = 0, cost = 0, exit_quantity = 50, exit_value = 400,
      status = 'closed', closed_at = now()`,
  ],
  [
    "say who protects a position",
    "update positions set protection = 'venue'",
  ],
  [
    "adjust the shares of a position",
    "update positions set quantity = 40, adjusted_quantity = -10, realized_pnl = null",
  ],
  ["put an adjustment on record", adjustment("d-2")],
  ["keep the first comparison with the venue", reconciliation("more")],
  [
    "keep the next comparison with the venue",
    `update ops.reconciliations set at = now(), outcome = 'failed', note = 'x', matched = 0,
      differences = '[]', orphans = '[]'`,
  ],
  [
    "move a watermark",
    "update positions set high_watermark = 11, unrealized_pnl = 5",
  ],
  [
    "write what a monitor saw",
    "update position_monitor_status set status = 'running', last_price = 9, checks_completed = 1",
  ],
  ["move the cash by a fill", "update ops.accounts set cash = cash - 501"],
  [
    "take the next number",
    "update ops.counters set last_number = last_number + 1",
  ],
  [
    "change the trading state",
    `insert into ops.trading_states (state, cause, reason, at)
      values ('halted', 'operator', 'x', now())`,
  ],
  [
    "raise an alert",
    "insert into ops.alerts (agent, severity, kind, message) values ('x', 'critical', 'x', 'x')",
  ],
];

function underLease(trader: Login): Attempt[] {
  return [
    [
      "take the lease",
      `select ops.take_lease('${trader}', 'test', 'test', 6000)`,
    ],
    ["renew the lease", `select ops.renew_lease('${trader}', 1, 6000)`],
    ["give the lease back", `select ops.release_lease('${trader}', 1)`],
    ["ask for the fence", `select ops.require_fence('${trader}', 1)`],
    ["journal an order under the fence", journal(trader, "order", 1)],
    ["journal a fill under the fence", journal(trader, "fill", 1)],
    [
      "journal an adjustment under the fence",
      journal(trader, "adjustment", 1),
    ],
  ];
}

/** What only the agent whose books these are may write. */
const OWN: Attempt[] = [
  [
    "open an account",
    `insert into ops.accounts (account, agent, currency, opening_cash, cash)
      values ('more', 'x', 'USD', 1, 1)`,
  ],
  [
    "open a session",
    `insert into trading_sessions (account, session_date, status, started_at, starting_capital)
      values ('test', '2026-06-16', 'open', now(), 1000)`,
  ],
  [
    "close a session",
    `update trading_sessions set status = 'closed', ended_at = now(), ending_capital = 999,
      realized_pnl = -1`,
  ],
  [
    "keep what a scan found",
    `insert into scan_results (account, cycle_id, security_id, symbol, rank, setup, score_ppm,
        selection_reason, scanned_at)
      values ('test', 'c-1', 1, 'CPB', 2, 'breakout', 5, 'x', now())`,
  ],
  [
    "put thresholds on record",
    "insert into ops.parameter_versions (parameter_version, agent, thresholds) values ('p-2', 'x', '{}')",
  ],
];

/** The operator asks through the API. */
const ASKING: Attempt[] = [
  [
    "ask for a halt",
    `insert into ops.commands (kind, subject, reason, requested_by, key)
      values ('halt', null, 'x', 'operator', 'k')`,
  ],
  [
    "ask for an orphan to be adopted",
    `insert into ops.commands (kind, subject, reason, requested_by, key)
      values ('adopt', 'CPB', 'x', 'operator', 'k')`,
  ],
  [
    "acknowledge an alert",
    "update ops.alerts set acknowledged_by = 'operator'",
  ],
  [
    "journal a command as the operator",
    `insert into ops.journal (agent, kind, subject, at, body)
      values ('operator', 'command', '3', now(), '{}')`,
  ],
];

function obey(obeyed: "is null" | "is not null"): string {
  return `update ops.commands set obeyed_at = now(), outcome = 'x' where obeyed_at ${obeyed}`;
}

function note(agent: string, kind = "note"): Attempt {
  return [`journal a ${kind} as ${agent}`, journal(agent, kind)];
}

/** Rows of the journal that would tell what was not so. */
function forgeries(trader: Login, other: Login): Act[] {
  const kinds = [
    ...["session", "state", "cycle", "decision", "order", "fill"],
    ...["adjustment", "reconciliation"],
  ];
  const stale: Attempt[] = [
    ...kinds.map((kind): Attempt => [
      `journal one more ${kind} under a stale fence`,
      journal(trader, kind, 0),
    ]),
    ["journal a position without a fence", journal(trader, "position")],
    [
      `journal an order as ${other}, who has no lease here`,
      journal(other, "order", 1),
    ],
  ];
  return [
    ...allowed([], stale).map((act): Act => ({ ...act, ownerToo: true })),
    ...allowed([], [
      ["journal an approval under a fence", journal(trader, "approval", 1)],
      [
        `journal an order as ${other}, having taken that lease`,
        `select ops.take_lease('${other}', 'x', 'x', 60000); ${
          journal(other, "order", 1)
        }`,
      ],
    ]),
  ];
}
