/** What catalyst_research holds from the start, and what no row of it may say. */
import assert from "node:assert/strict";
import {
  answer,
  CHECK,
  FOREIGN_KEY,
  insert,
  promises,
} from "./research/promises.ts";
import { WITH, WORDS } from "./research/samples.ts";

promises(
  "public holds the eight tables of the seed and nothing else",
  async (sql) => {
    const rows = await sql`
    select relname::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind not in ('i', 'S')
    union all select proname from pg_proc where pronamespace = 'public'::regnamespace
    order by name`;
    assert.deepEqual(rows.map(({ name }) => name), [
      "claude_conversations",
      "claude_learnings",
      "claude_messages",
      "claude_observations",
      "claude_questions",
      "claude_state",
      "claude_thinking",
      "sync_log",
    ]);
  },
);

promises(
  "every table says what it is, every amount and ratio its unit",
  async (sql) => {
    const rows = await sql`
    select c.oid::regclass || coalesce('.' || a.attname, '') as name
    from pg_class c
    left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      and a.atttypid = 'numeric'::regtype and c.relnamespace = 'public'::regnamespace
    where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'ops'::regnamespace)
      and (obj_description(c.oid) is null
        or a.attnum is not null and col_description(c.oid, a.attnum) is null)`;
    assert.deepEqual(rows.map(({ name }) => name), []);
  },
);

promises(
  "the three agents begin asleep, with 5, 5 and 10 dollars a day",
  async (sql) => {
    const rows = await sql`
    select agent_id, current_mode, daily_budget, api_spend_today from claude_state
    order by daily_budget, agent_id`;
    const line = (row: object) => Object.values(row).join(" ");
    assert.deepEqual(rows.map(line), [
      "dev_claude sleeping 5.000000 0.000000",
      "intl_claude sleeping 5.000000 0.000000",
      "big_bro sleeping 10.000000 0.000000",
    ]);
  },
);

promises(
  "six standing questions are open, shared and due at once",
  async (sql) => {
    const rows = await sql`
    select priority from claude_questions
    where agent_id is null and status = 'open' and next_think_at is null
      and question like '%?' order by id`;
    assert.deepEqual(rows.map(({ priority }) => priority), [10, 9, 8, 8, 7, 6]);
  },
);

promises(
  "nothing reaches public_claude, and nothing comes from it",
  async (sql) => {
    const gone = "public_claude";
    const attempts = [
      insert("claude_messages", { to_agent: gone }),
      insert("claude_messages", { from_agent: gone }),
      insert("claude_observations", { agent_id: gone }),
      insert("claude_conversations", { with_whom: gone }),
      `insert into claude_state (agent_id) values ('${gone}')`,
    ];
    for (const attempt of attempts) {
      assert.equal(await answer(sql, attempt), FOREIGN_KEY, attempt);
    }
  },
);

for (const [column, words] of Object.entries(WORDS)) {
  promises(`${column} takes ${words.replaceAll(" ", ", ")}`, async (sql) => {
    const [, table, name] = /^(.+)\.(\w+)$/.exec(column)!;
    const told = (word: string) =>
      answer(sql, insert(table!, { [name!]: word, ...WITH[word] }));
    for (const word of words.split(" ")) {
      assert.equal(await told(word), "1", word);
      await sql.unsafe(`delete from ${table}`);
    }
    const first = words.split(" ")[0]!;
    const shouted = first.toUpperCase() === first
      ? first.toLowerCase()
      : first.toUpperCase();
    for (const word of ["no", shouted, ""]) {
      assert.equal(await told(word), CHECK, word);
    }
  });
}

promises("an agent's mode is a word of the seed", async (sql) => {
  const set = (mode: string) =>
    answer(sql, `update claude_state set current_mode = '${mode}'`);
  const modes = "sleeping awake thinking trading researching error".split(" ");
  for (const mode of modes) assert.equal(await set(mode), "3", mode);
  for (const mode of ["active", ""]) assert.equal(await set(mode), CHECK, mode);
});

/** Rows that contradict themselves, with what must hold of them. */
const CROOKED: Record<string, string> = {
  "a confidence above 1": insert("claude_learnings", { confidence: "1.01" }),
  "a negative confidence": insert("claude_observations", {
    confidence: "-0.01",
  }),
  "priority 0": insert("claude_questions", { priority: 0 }),
  "priority 11": insert("claude_questions", { priority: 11 }),
  "a market we do not know": insert("claude_learnings", {
    applies_to_markets: '["US", "LSE"]',
  }),
  "a market that is no list": insert("claude_learnings", {
    applies_to_markets: '"US"',
  }),
  "a message to oneself": insert("claude_messages", { to_agent: "dev_claude" }),
  "a read message without its time": insert("claude_messages", {
    status: "read",
  }),
  "a pending message that was read": insert("claude_messages", {
    read_at: "now",
  }),
  "an answered question without an answer": insert("claude_questions", {
    status: "answered",
    answered_at: "now",
  }),
  "an action without its time": insert("claude_observations", {
    action_taken: "something",
  }),
  "thinking that ends before it starts": insert("claude_thinking", {
    started_at: "2026-06-15T15:00:00Z",
    completed_at: "2026-06-15T14:00:00Z",
  }),
  "an amount no program can hold": insert("claude_thinking", {
    api_cost: "9007199254",
  }),
  "a negative spend": "update claude_state set api_spend_today = -0.000001",
  "a budget for the operator":
    "insert into claude_state (agent_id) values ('operator')",
  "a closed trade with shares left": insert("ops.trades", {
    exit_quantity: 99,
  }),
  "a closed trade without its time": insert("ops.trades", { closed_at: null }),
  "a trade sold twice": insert("ops.trades", { exit_quantity: 101 }),
  "more settled than reserved": insert("ops.ai_calls", {
    status: "settled",
    settled_usd: "0.002001",
    settled_at: "now",
  }),
  "settled without a cost": insert("ops.ai_calls", {
    status: "settled",
    settled_at: "now",
  }),
  "a free reservation": insert("ops.ai_calls", { reserved_usd: 0 }),
};
for (const [what, statement] of Object.entries(CROOKED)) {
  promises(`${what} is refused`, async (sql) => {
    assert.equal(await answer(sql, statement), CHECK);
  });
}

promises("a reserve counts in full until less was settled", async (sql) => {
  const booked = async () => {
    const [row] = await sql`select booked_usd from ops.ai_calls`;
    return row!.booked_usd;
  };
  await sql.unsafe(insert("ops.ai_calls"));
  assert.equal(await booked(), "0.002000");
  await sql`update ops.ai_calls set status = 'forfeited', settled_at = now()`;
  assert.equal(await booked(), "0.002000");
  await sql`update ops.ai_calls set status = 'settled', settled_usd = 0.0003`;
  assert.equal(await booked(), "0.000300");
});

promises("a row of a trading database is logged once", async (sql) => {
  assert.equal(await answer(sql, insert("sync_log")), "1");
  const again = insert("sync_log", { target_id: "t1" });
  assert.equal(await answer(sql, again), "23505");
});

promises("nobody logs what another's books hold", async (sql) => {
  const foreign = insert("sync_log", { source_db: "catalyst_intl" });
  assert.equal(await answer(sql, foreign), FOREIGN_KEY);
});
