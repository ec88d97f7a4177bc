/** What the books promise of commands, alerts and the cycles that come with decisions. @module */
import assert from "node:assert/strict";
import { AT, decisionOf, intent } from "./samples.ts";
import {
  cycle,
  LATER,
  opened,
  type Promises,
  session,
} from "./store_samples.ts";

const HALTED = {
  state: "halted",
  cause: "operator",
  reason: "drill",
  at: LATER,
} as const;

const kindsFrom = (
  rows: readonly { kind: string; id: string }[],
  from: number,
) => rows.slice(from).map(({ kind, id }) => `${kind} ${id}`);

export const OPERATOR_PROMISES: Promises = {
  async "commands come in the order they were asked, until they are obeyed"(
    { books, ask },
  ) {
    assert.deepEqual(await books.commands(), []);
    await ask("halt", "drill");
    await ask("resume", "over");
    const [halt, resume] = await books.commands();
    assert.deepEqual([
      halt!.kind,
      halt!.reason,
      halt!.requestedBy,
      halt!.subject,
    ], [
      "halt",
      "drill",
      "operator",
      null,
    ]);
    await books.obey(halt!, "Halted", LATER, HALTED);
    assert.deepEqual(await books.commands(), [resume]);
  },

  async "a halt counts from the moment it is asked for"({ books, ask }) {
    const state = async () => (await books.ledger(session().date)).state;
    const before = await state();
    await ask("resume");
    assert.deepEqual(await state(), before);
    await ask("halt", "drill");
    const halted = await state();
    assert.deepEqual([halted.state, halted.cause], ["halted", "operator"]);
    assert.match(halted.reason, /drill/);
    const [, halt] = await books.commands();
    await books.obey(halt!, "Halted", LATER, HALTED);
    assert.deepEqual(await state(), HALTED);
  },

  async "a command is obeyed once, with the state it asked for and their journal rows"(
    { books, journal, ask },
  ) {
    await ask("halt", "drill");
    await ask("flatten");
    const [halt, flatten] = await books.commands();
    const { length } = await journal();
    await books.obey(halt!, "Halted", LATER, HALTED);
    await books.obey(flatten!, "Refused", LATER);
    const told = [
      "state halted",
      `command ${halt!.id}`,
      `command ${flatten!.id}`,
    ];
    assert.deepEqual(kindsFrom(await journal(), length), told);
    const active = { ...HALTED, state: "active" } as const;
    await books.obey(halt!, "Again", LATER, active);
    await books.obey({ ...flatten!, id: 99 }, "Unknown", LATER, active);
    assert.deepEqual(kindsFrom(await journal(), length), told);
    assert.deepEqual((await books.ledger(session().date)).state, HALTED);
  },

  async "the same is told once"({ books, alerts }) {
    const alert = { severity: "critical", kind: "a", message: "b" } as const;
    await books.alert(alert);
    await books.alert(alert);
    await books.alert({ ...alert, severity: "info" });
    await books.alert({ ...alert, kind: "c" });
    await books.alert({ ...alert, message: "d".repeat(5_000) });
    const told = await alerts();
    assert.deepEqual(told.map(({ kind, message }) => kind + message[0]), [
      "ab",
      "cb",
      "ad",
    ]);
    assert.deepEqual(told[0], alert);
  },

  async "a cycle comes with the first decision made in it, once"(
    { books, journal },
  ) {
    const { length } = await journal();
    const made = (id: string) => ({
      ...decisionOf(intent({ id, symbol: `S${id.at(-1)}` })),
      cycleId: "c-2",
    });
    const begun = { cycle: { ...cycle("c-2"), at: LATER }, found: [] };
    await books.recordDecision(made("a-1"), undefined, begun);
    await books.recordDecision(made("a-2"), undefined, begun);
    const order = intent({ id: "a-3", symbol: "S3" });
    await books.recordIntent(made("a-3"), order, begun);
    await books.recordIntent(made("a-3"), order, begun);
    assert.deepEqual(kindsFrom(await journal(), length), [
      "cycle c-2",
      "decision a-1",
      "decision a-2",
      "decision a-3",
      "order a-3",
    ]);
    assert.equal((await books.ledger(session().date)).lastRunAt, LATER);
  },

  async "an intent brings its cycle"({ books, journal }) {
    const { length } = await journal();
    const order = intent({ id: "a-1" });
    const made = { ...decisionOf(order), cycleId: "c-2" };
    await books.recordIntent(made, order, { cycle: cycle("c-2"), found: [] });
    assert.deepEqual(kindsFrom(await journal(), length), [
      "cycle c-2",
      "decision a-1",
      "order a-1",
    ]);
  },

  async "a decision about a position brings its cycle"({ books, journal }) {
    const position = { ...await opened(books), tightenedPpm: 10_000 };
    const { length } = await journal();
    const made = { ...decisionOf(intent({ id: "a-7" })), cycleId: "c-2" };
    await books.recordDecision(made, position, {
      cycle: cycle("c-2"),
      found: [],
    });
    assert.deepEqual(kindsFrom(await journal(), length), [
      "cycle c-2",
      "decision a-7",
      "position a-1",
    ]);
  },

  async "a cycle is recorded once"({ books }) {
    const again = { ...cycle("c-1"), at: AT };
    await assert.rejects(books.recordCycle(again, []));
  },
};
