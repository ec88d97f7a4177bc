/** What the operator asks through the API: on record once, with its journal row, whoever repeats it. */
import assert from "node:assert/strict";
import { verify } from "../workers/wiring/verify.ts";
import { ask, dataOf, type Json, serve, type Served } from "./api/served.ts";
import { begin } from "./api/trades.ts";
import { ignore } from "./postgres.ts";

function test(name: string, check: (served: Served) => Promise<void>) {
  Deno.test({
    name,
    ignore,
    async fn() {
      const served = await serve();
      try {
        await begin(served.books.books);
        await check(served);
        assert.deepEqual(served.reported, []);
      } finally {
        await served.close();
      }
    },
  });
}

const HALT = `mutation ($input: AgentHaltInput!) { agentHalt(input: $input) {
  command { id kind subject reason requestedBy requestedAt obeyedAt outcome }
  agent { id pendingCommands { id } } userErrors { code message field } } }`;
const RESUME = HALT.replace("AgentHaltInput", "AgentResumeInput")
  .replace("agentHalt", "agentResume");

const INPUT = { agentId: "dev_claude", reason: "Looks odd", key: "k-1" };

async function halt(served: Served, input: object = {}): Promise<Json> {
  const variables = { input: { ...INPUT, ...input } };
  return (await dataOf(served, HALT, variables)).agentHalt;
}

test("a halt is on record with its journal row before it is obeyed", async (served) => {
  const { command, agent, userErrors } = await halt(served);
  assert.deepEqual(userErrors, []);
  const { id, requestedAt, ...rest } = command;
  assert.deepEqual(rest, {
    kind: "HALT",
    subject: null,
    reason: "Looks odd",
    requestedBy: "operator",
    obeyedAt: null,
    outcome: null,
  });
  assert.ok(Math.abs(Date.parse(requestedAt) - Date.now()) < 60_000);
  assert.deepEqual(agent, { id: "dev_claude", pendingCommands: [{ id }] });
  const { journal } = await dataOf(
    served,
    `{ journal(agentId: "dev_claude", first: 200) { edges { node { agent kind subject at body fence } } } }`,
  );
  const row = journal.edges.at(-1).node; // sealed, though no agent is awake
  assert.deepEqual(
    [row.agent, row.kind, row.subject, row.fence, row.at],
    ["operator", "command", id, null, "2026-06-15T14:00:00Z"],
  );
  const body = JSON.parse(row.body);
  assert.deepEqual([body.kind, body.reason, body.key], [
    "halt",
    "Looks odd",
    "k-1",
  ]);
  const url = served.books.made.urlOf("dev_claude");
  const { fault } = await verify(url, "trading", () => {});
  assert.equal(fault, undefined);
});

test("the agent's books know of a halt at once, and it is obeyed once", async (served) => {
  const { books } = served.books;
  await halt(served);
  const { state } = await books.ledger("2026-06-15");
  assert.equal(state.state, "halted");
  const [command] = await books.commands();
  await books.obey(command!, "Halted", state.at, {
    state: "halted",
    cause: "operator",
    reason: "Looks odd",
    at: state.at,
  });
  const { agent } = await dataOf(
    served,
    `{ agent(id: "dev_claude") { state { state cause } pendingCommands { id } } }`,
  );
  assert.deepEqual(agent, {
    state: { state: "HALTED", cause: "OPERATOR" },
    pendingCommands: [],
  });
  const again = await halt(served);
  assert.equal(again.command.outcome, "Halted");
  assert.deepEqual(await books.commands(), []);
});

test("the same key is the same command, also when asked many times at once", async (served) => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => halt(served, { reason: `r${i}` })),
  );
  const ids = new Set(answers.map(({ command }) => command.id));
  const reasons = new Set(answers.map(({ command }) => command.reason));
  assert.deepEqual([ids.size, reasons.size], [1, 1]);
  const [{ commands, rows }] = await served.books.database.read((sql) =>
    sql<[{ commands: number; rows: number }]>`
      select (select count(*)::int from ops.commands) as commands,
        (select count(*)::int from ops.journal where kind = 'command') as rows`
  );
  assert.deepEqual([commands, rows], [1, 1]);
});

test("another key is another command, oldest first", async (served) => {
  await halt(served);
  const input = { ...INPUT, key: "k-2", reason: "All is well" };
  const { agentResume } = await dataOf(served, RESUME, { input });
  assert.deepEqual(agentResume.userErrors, []);
  const pending = await served.books.books.commands();
  assert.deepEqual(pending.map(({ kind, reason }) => [kind, reason]), [
    ["halt", "Looks odd"],
    ["resume", "All is well"],
  ]);
});

test("a key that has asked for something else is refused", async (served) => {
  await halt(served);
  const { agentResume } = await dataOf(served, RESUME, { input: INPUT });
  assert.equal(agentResume.command, null);
  assert.deepEqual(agentResume.userErrors, [{
    code: "KEY_TAKEN",
    message: "Key k-1 has asked for halt before",
    field: "key",
  }]);
});

/** What is wrong with the input, and what is said of it. */
const WRONG: [input: object, codes: string[]][] = [
  [{ agentId: "nobody" }, ["AGENT_UNKNOWN"]],
  [{ agentId: "big_bro" }, ["AGENT_STATELESS"]],
  [{ reason: "" }, ["REASON_EMPTY"]],
  [{ reason: " \n\t" }, ["REASON_EMPTY"]],
  [{ reason: "x".repeat(1001) }, ["REASON_TOO_LONG"]],
  [{ key: "" }, ["KEY_INVALID"]],
  [{ key: "a b" }, ["KEY_INVALID"]],
  [{ key: "k".repeat(101) }, ["KEY_INVALID"]],
  [{ agentId: "x", reason: "", key: "" }, [
    "AGENT_UNKNOWN",
    "REASON_EMPTY",
    "KEY_INVALID",
  ]],
];

test("what is wrong with a command is told as data, and nothing is written", async (served) => {
  for (const [input, codes] of WRONG) {
    const { command, userErrors } = await halt(served, input);
    assert.equal(command, null);
    assert.deepEqual(userErrors.map(({ code }: Json) => code), codes);
  }
  assert.deepEqual(await served.books.books.commands(), []);
});

test("longest reason and key go on record as they are", async (served) => {
  const reason = "ü".repeat(1_000);
  const { command } = await halt(served, { reason, key: "k".repeat(100) });
  assert.equal(command.reason, reason);
});

test("a command for an agent whose database is away is an error, not a promise", async (served) => {
  const input = { ...INPUT, agentId: "intl_claude" };
  const { data, errors } = await ask(served, HALT, { input });
  assert.equal(data, null);
  assert.equal(errors[0].extensions.code, "DATABASE_UNAVAILABLE");
});
