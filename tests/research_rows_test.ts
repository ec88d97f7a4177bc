/** In catalyst_research everybody reads, and each speaks for itself only. */
import assert from "node:assert/strict";
import {
  answer,
  insert,
  NOT_PERMITTED,
  promises,
  type Sql,
} from "./research/promises.ts";

/** Table, the column that names the writer. */
const SIGNED: [table: string, column: string][] = [
  ["claude_messages", "from_agent"],
  ["claude_observations", "agent_id"],
  ["claude_learnings", "agent_id"],
  ["claude_questions", "agent_id"],
  ["claude_conversations", "agent_id"],
  ["claude_thinking", "agent_id"],
  ["sync_log", "synced_by"],
  ["ops.trades", "agent"],
  ["ops.ai_calls", "agent"],
  ["ops.alerts", "agent"],
];
for (const [table, column] of SIGNED) {
  promises(
    `${table} takes an agent's rows under its own name only`,
    async (sql) => {
      await permitEverything(sql);
      const own = insert(table);
      const foreign = insert(table, {
        [column]: "intl_claude",
        ...(table === "sync_log" && { source_db: "catalyst_intl" }),
      });
      await sql`set local role dev_claude`;
      assert.equal(await answer(sql, foreign), NOT_PERMITTED);
      assert.equal(await answer(sql, own), "1");
      await sql`set local role intl_claude`;
      const [row] = await sql.unsafe(`select count(*)::int from ${table}`);
      assert.equal(row!.count, table === "claude_questions" ? 7 : 1, "is read");
      const steal = `update ${table} set ${column} = 'intl_claude'`;
      assert.equal(await answer(sql, steal), "0");
      assert.equal(await answer(sql, `delete from ${table}`), "0");
    },
  );
}

promises("each agent changes its own state only", async (sql) => {
  await permitEverything(sql);
  await sql`set local role big_bro`;
  const change = "update claude_state set status_message = 'mine'";
  assert.equal(await answer(sql, change), "1");
  const foreign = `${change} where agent_id <> 'big_bro'`;
  assert.equal(await answer(sql, foreign), "0");
});

promises(
  "a message is marked by whom it is for, not by who sent it",
  async (sql) => {
    await permitEverything(sql);
    await sql.unsafe(insert("claude_messages"));
    const mark = "update claude_messages set status = 'read', read_at = now()";
    const told: Record<string, string> = {};
    for (const role of ["dev_claude", "intl_claude", "api", "big_bro"]) {
      await sql.unsafe(`set local role ${role}`);
      told[role] = await answer(sql, mark);
    }
    assert.deepEqual(told, {
      dev_claude: "0",
      intl_claude: "0",
      api: "0",
      big_bro: "1",
    });
  },
);

promises(
  "the operator speaks through the API, and nobody else as the operator",
  async (sql) => {
    await permitEverything(sql);
    const message = insert("claude_messages", { from_agent: "operator" });
    for (const role of ["dev_claude", "intl_claude", "big_bro"]) {
      await sql.unsafe(`set local role ${role}`);
      assert.equal(await answer(sql, message), NOT_PERMITTED, role);
    }
    await sql`set local role api`;
    assert.equal(await answer(sql, message), "1");
    const forged = insert("claude_messages", { from_agent: "dev_claude" });
    assert.equal(await answer(sql, forged), NOT_PERMITTED);
  },
);

promises(
  "shared questions are kept by big_bro and the operator",
  async (sql) => {
    await permitEverything(sql);
    const park = "update claude_questions set status = 'parked'";
    await sql`set local role dev_claude`;
    assert.equal(await answer(sql, park), "0");
    await sql`set local role big_bro`;
    assert.equal(await answer(sql, park), "6");
  },
);

promises("a carrier moves its own place only", async (sql) => {
  await permitEverything(sql);
  await sql`set local role dev_claude`;
  const move = "update ops.carriers set seq = 9";
  assert.equal(await answer(sql, move), "1");
  const rows = await sql`select source_db from ops.carriers where seq = 9`;
  assert.deepEqual(rows.map((row) => row.source_db), ["catalyst_dev"]);
});

promises("an owner who is no superuser writes for all", async (sql) => {
  await sql`grant all on schema public, ops to mind`;
  await sql`grant all on all tables in schema ops to mind`;
  await sql`alter table claude_state owner to mind`;
  await sql`alter table claude_observations owner to mind`;
  await sql`set local role mind`;
  const change = "update claude_state set daily_budget = 1";
  assert.equal(await answer(sql, change), "3");
  assert.equal(await answer(sql, insert("claude_observations")), "1");
});

/** Every grant there is, so that what is refused is refused by a row's policy. */
async function permitEverything(sql: Sql): Promise<void> {
  await sql.unsafe(`
    grant usage on schema public, ops to dev_claude, intl_claude, big_bro, api;
    grant all on all tables in schema public, ops to dev_claude, intl_claude, big_bro, api;
    grant all on all sequences in schema public, ops to dev_claude, intl_claude, big_bro, api;`);
}
