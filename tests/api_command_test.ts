/** What the operator asks through the API: on record once, with its journal row, whoever repeats it. */
import assert from "node:assert/strict";
import postgres from "postgres";
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

const ADOPT = HALT.replace("AgentHaltInput", "OrphanAdoptInput")
  .replace("agentHalt", "orphanAdopt");

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

async function adopt(served: Served, input: object = {}): Promise<Json> {
  const variables = { input: { ...INPUT, symbol: "CPB", ...input } };
  return (await dataOf(served, ADOPT, variables)).orphanAdopt;
}

test("an adoption is asked for by symbol, in the market's own spelling", async (served) => {
  const { command, userErrors } = await adopt(served, { symbol: " brk/b " });
  assert.deepEqual(userErrors, []);
  assert.deepEqual([command.kind, command.subject], ["ADOPT", "BRK.B"]);
  const [asked] = await served.books.books.commands();
  assert.deepEqual(
    [asked!.kind, asked!.subject, asked!.reason],
    ["adopt", "BRK.B", "Looks odd"],
  );
  const again = await adopt(served, { symbol: "BRK.B" });
  assert.equal(again.command.id, command.id);
});

test("an adoption of something else under the same key is refused", async (served) => {
  await adopt(served);
  const { command, userErrors } = await adopt(served, { symbol: "GE" });
  assert.equal(command, null);
  assert.deepEqual(userErrors, [{
    code: "KEY_TAKEN",
    message: "Key k-1 has asked for adopt CPB before",
    field: "key",
  }]);
});

test("what is no symbol of the market is not asked for", async (served) => {
  const { command, userErrors } = await adopt(served, { symbol: "!", key: "" });
  assert.equal(command, null);
  assert.deepEqual(
    userErrors.map(({ code, field }: Json) => [code, field]),
    [["SYMBOL_INVALID", "symbol"], ["KEY_INVALID", "key"]],
  );
  assert.deepEqual(await served.books.books.commands(), []);
});

const ACKNOWLEDGE = `mutation ($input: AlertAcknowledgeInput!) {
  alertAcknowledge(input: $input) {
    alert { id kind acknowledgedBy } userErrors { code message field } } }`;

async function acknowledge(served: Served, input: object): Promise<Json> {
  return (await dataOf(served, ACKNOWLEDGE, { input })).alertAcknowledge;
}

test("an alert that is acknowledged is told again only when it comes again", async (served) => {
  const { books, heard } = served.books;
  const alert = { severity: "critical", kind: "a", message: "b" } as const;
  await books.alert(alert);
  const { alerts } = await dataOf(
    served,
    `{ alerts(agentId: "dev_claude") { edges { node { id } } } }`,
  );
  const alertId = alerts.edges[0].node.id;
  for (let times = 0; times < 2; times++) {
    assert.deepEqual(
      await acknowledge(served, { agentId: "dev_claude", alertId }),
      {
        alert: { id: alertId, kind: "a", acknowledgedBy: "operator" },
        userErrors: [],
      },
    );
  }
  await books.alert(alert);
  await books.alert(alert);
  assert.deepEqual(heard, [alert, alert]);
});

test("an alert of catalyst_research is acknowledged as well; who did so first stays", async (served) => {
  const owner = postgres(served.research.ownerUrl, { max: 1 });
  const raise = async (by: string | null, message: string) => {
    const [{ id }] = await owner<[{ id: string }]>`
      insert into ops.alerts (agent, severity, kind, message, acknowledged_by)
      values ('big_bro', 'info', 'a', ${message}, ${by})
      returning alert_id as id`;
    return id;
  };
  const names: string[] = [];
  for (const by of [null, "big_bro"]) {
    const input = { agentId: "big_bro", alertId: await raise(by, `b ${by}`) };
    names.push((await acknowledge(served, input)).alert.acknowledgedBy);
  }
  await owner.end();
  assert.deepEqual(names, ["operator", "big_bro"]);
});

test("an alert that is not there, or another agent's, is not acknowledged", async (served) => {
  await served.books.database.write((sql) =>
    sql`insert into ops.alerts (agent, severity, kind, message)
        values ('intl_claude', 'info', 'a', 'b')`
  );
  for (const alertId of ["1", "99", "x", ""]) {
    const { alert, userErrors } = await acknowledge(served, {
      agentId: "dev_claude",
      alertId,
    });
    assert.equal(alert, null);
    assert.deepEqual(
      userErrors.map(({ code, field }: Json) => [code, field]),
      [["ALERT_UNKNOWN", "alertId"]],
    );
  }
  const { userErrors } = await acknowledge(served, {
    agentId: "x",
    alertId: "1",
  });
  assert.equal(userErrors[0].code, "AGENT_UNKNOWN");
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
