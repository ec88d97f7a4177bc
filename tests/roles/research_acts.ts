/** Who may do what in catalyst_research, on the rows of `RESEARCH_ROWS`. @module */
import type { Login } from "../../sql/logins.ts";
import type { Act } from "./matrix.ts";
import {
  type Agent,
  AGENTS,
  alert,
  type Carrier,
  learning,
  log,
  message,
  observation,
  question,
  reserve,
  thinking,
  trade,
  tradeDecision,
  TRADERS,
} from "./research_rows.ts";

const READERS: Login[] = [...AGENTS, "api"];

/** Only `agent` may, whatever the name it is asked under. */
function own(agent: Agent): Act[] {
  const may = [agent];
  const rest = AGENTS.filter((other) => other !== agent);
  const inserts: [what: string, sql: string][] = [
    ["observe", observation(agent)],
    ["claim a learning", learning(agent)],
    ["ask a question", question(`'${agent}'`)],
    ["begin to think", thinking(agent)],
    ["reserve AI spend", reserve(agent, "new")],
    ["raise an alert", alert(agent)],
    ["send a message", message(agent, "operator")],
    [
      "remember a conversation",
      `insert into claude_conversations (agent_id, with_whom, summary) values ('${agent}', 'operator', 'x')`,
    ],
    [
      "journal a note",
      `insert into ops.journal (agent, kind, subject, at, body) values ('${agent}', 'note', 'n', now(), '{}')`,
    ],
  ];
  const updates: [what: string, sql: string][] = [
    ["tell its mode", "claude_state set current_mode = 'awake' where agent_id"],
    [
      "act upon an observation",
      "claude_observations set acted_upon = true, action_at = now() where agent_id",
    ],
    [
      "think about a question",
      "claude_questions set current_hypothesis = 'x' where agent_id",
    ],
    [
      "end its thinking",
      "claude_thinking set conclusions = 'x', completed_at = clock_timestamp() where agent_id",
    ],
    [
      "settle AI spend",
      "ops.ai_calls set status = 'settled', settled_usd = 0.1, settled_at = now() where agent",
    ],
  ];
  return [
    ...inserts.map(([what, sql]): Act => ({
      what: `${what} as ${agent}`,
      sql,
      may,
    })),
    ...updates.map(([what, change]): Act => ({
      what: `${what} as ${agent}`,
      sql: `update ${change} = '${agent}'`,
      may,
      seesNone: rest,
    })),
    {
      what: `judge the learnings of ${agent}`,
      sql:
        `update claude_learnings set times_validated = 1, last_validated_at = now(), confidence = 0.55
        where agent_id = '${agent}'`,
      may: agent === "big_bro" ? [] : ["big_bro"],
      seesNone: agent === "big_bro" ? ["big_bro"] : [],
    },
    {
      what: `read the mail of ${agent}`,
      sql:
        `update claude_messages set status = 'read', read_at = now() where to_agent = '${agent}'`,
      may,
      seesNone: READERS.filter((other) => other !== agent),
    },
  ];
}

/** Each trader carries from its own books. */
function carrying(agent: Carrier): Act[] {
  const may = [agent];
  const seesNone = TRADERS.filter((other) => other !== agent);
  return [
    { what: `carry a trade of ${agent}`, sql: trade(agent, "t-2"), may },
    { what: `carry a decision of ${agent}`, sql: tradeDecision(agent), may },
    { what: `log what was carried for ${agent}`, sql: log(agent, "t-2"), may },
    {
      what: `correct a trade of ${agent}`,
      sql:
        `update ops.trades set fees = 1, revisions = 1, revised_at = now() where agent = '${agent}'`,
      may,
      seesNone,
    },
    {
      what: `move the carrier of ${agent}`,
      sql:
        `update ops.carriers set seq = 5, carried_at = now() where agent = '${agent}'`,
      may,
      seesNone,
    },
  ];
}

const act = (may: readonly Login[], what: string, sql: string): Act => ({
  what,
  sql,
  may,
});

export const RESEARCH_ACTS: readonly Act[] = [
  act(READERS, "read learnings", "select * from claude_learnings"),
  act(READERS, "read messages", "select * from claude_messages"),
  act(READERS, "read carried trades", "select * from ops.trades"),
  act(READERS, "read AI spend", "select * from ops.ai_calls"),
  act(READERS, "read the journal", "select * from ops.journal"),
  act(READERS, "seal the journal", "select ops.seal()"),
  act(
    ["big_bro"],
    "take the lease of big_bro",
    "select ops.take_lease('big_bro', 'x', 'x', 6000)",
  ),
  act(["big_bro"], "keep a question for everybody", question("null")),
  ...AGENTS.flatMap(own),
  ...TRADERS.flatMap(carrying),
  act(
    ["api"],
    "send a message as the operator",
    message("operator", "dev_claude"),
  ),
  {
    ...act(
      ["api"],
      "read the operator's mail",
      "update claude_messages set status = 'read', read_at = now() where to_agent = 'operator'",
    ),
    seesNone: AGENTS,
  },
  act([], "carry for big_bro, who has no books", trade("big_bro", "t-3")),
  ...AGENTS.flatMap((agent) => [
    act(
      [],
      `claim a learning of ${agent} as validated`,
      `insert into claude_learnings (agent_id, category, learning, times_validated, last_validated_at)
        values ('${agent}', 'pattern', 'x', 3, now())`,
    ),
    act(
      [],
      `claim a learning of ${agent} as certain`,
      `insert into claude_learnings (agent_id, category, learning, confidence) values ('${agent}', 'pattern', 'x', 1)`,
    ),
    act(
      [],
      `raise the budget of ${agent}`,
      `update claude_state set daily_budget = 500 where agent_id = '${agent}'`,
    ),
    act(
      [],
      `reword a learning of ${agent}`,
      `update claude_learnings set learning = 'y' where agent_id = '${agent}'`,
    ),
    act(
      [],
      `change a sent message of ${agent}`,
      `update claude_messages set body = 'y' where from_agent = '${agent}'`,
    ),
    act(
      [],
      `lower what ${agent} has reserved`,
      `update ops.ai_calls set reserved_usd = 0.01 where agent = '${agent}'`,
    ),
    act(
      [],
      `book a call of ${agent} as settled`,
      `insert into ops.ai_calls (call_id, agent, budget_day, model, reserved_usd, status, settled_usd, settled_at)
        values ('new', '${agent}', '2026-06-15', 'x', 0.1, 'settled', 0, now())`,
    ),
  ]),
  act(
    [],
    "send a message that is read already",
    `insert into claude_messages (from_agent, to_agent, msg_type, subject, status, read_at)
    values ('dev_claude', 'big_bro', 'task', 'x', 'read', now())`,
  ),
  act(
    [],
    "backdate a message",
    `insert into claude_messages (from_agent, to_agent, msg_type, subject, created_at)
    values ('dev_claude', 'big_bro', 'task', 'x', 'epoch')`,
  ),
  act(
    [],
    "journal a note as the operator",
    `insert into ops.journal (agent, kind, subject, at, body)
    values ('operator', 'note', 'n', now(), '{}')`,
  ),
  act([], "add a party", "insert into ops.parties values ('mind')"),

  act(
    [],
    "add a carrier",
    "insert into ops.carriers (source_db, agent) values ('catalyst_x', 'big_bro')",
  ),
  act([], "change what was logged", "update sync_log set target_id = 'y'"),
  act(
    ["api"],
    "acknowledge an alert",
    "update ops.alerts set acknowledged_by = 'operator'",
  ),
];
