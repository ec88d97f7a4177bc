/** From a decision to the venue in two transactions, on the books in PostgreSQL. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { bookReports } from "../core/flows/news.ts";
import { scan } from "../core/flows/scan.ts";
import { trade } from "../core/flows/trade.ts";
import { watch } from "../core/flows/watch.ts";
import type { Desk, TradingStore } from "../core/ports.ts";
import { firstVersion } from "../core/trading/parameter_version.ts";
import { openTestBooks, type TestBooks } from "./books.ts";
import { at, type TestDesk } from "./desk.ts";
import { flags } from "./flags.ts";
import { ignore } from "./postgres.ts";
import { report } from "./records.ts";

/** A trader on real books; what it asks of them and of the venue, in order. */
interface Watched {
  test: TestDesk;
  desk: Desk;
  events: string[];
}

function deskOn({ books, counted }: TestBooks): Watched {
  const now = at("2026-11-23T15:00:00Z");
  const test = flags(["AAPL", "GE"], { agent: devClaude, now });
  // Transactions and calls go to one list.
  const events = counted as string[];
  const { broker } = test.desk;
  const desk: Desk = {
    ...test.desk,
    parameters: { ...firstVersion(devClaude), id: "a-p1" },
    books: told(books, events),
    broker: {
      ...broker,
      submit(order) {
        events.push("submit");
        const brokerOrderId = `b-${order.id}`;
        test.answer = { status: "accepted", brokerOrderId };
        return broker.submit(order);
      },
      account: async () => ({
        account: "test",
        currency: "USD",
        cash: (await books.ledger("2026-11-23")).cash,
        positions: new Map(),
      }),
    },
  };
  return { test, desk, events };
}

/** Books whose methods tell their names before they do anything. */
function told(books: TradingStore, events: string[]): TradingStore {
  return new Proxy(books, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]) => {
        events.push(String(name));
        return method.apply(target, args);
      };
    },
  });
}

/** What happened between the making of the decision behind each send and its answer. */
function ways(events: readonly string[]): string[] {
  return events.flatMap((event, i) => {
    if (event !== "submit") return [];
    // A decision is made when its number is drawn, which costs no transaction.
    const made = events.lastIndexOf("nextNumber", i);
    return [events.slice(made + 1, i + 1).join(" ")];
  });
}

const TWO = "recordIntent write claim write submit";

/** The first order sent fills at 105, and is told of. */
async function fill(test: TestDesk, desk: Desk): Promise<void> {
  const { id, quantity } = test.sent[0]!;
  const value = String(quantity * 105);
  const filled = report(id, "filled", quantity, value, test.now);
  test.news.push({ ...filled, brokerOrderId: `b-${id}` });
  await bookReports(desk);
}

/** Which journal rows each transaction of this database wrote. */
async function transactions({ database }: TestBooks): Promise<string[]> {
  const rows = await database.read((sql) =>
    sql<{ kinds: string }[]>`
      select string_agg(kind || case kind when 'order'
        then ' ' || (body::jsonb->>'status') else '' end, ', ' order by id) as kinds
      from ops.journal where kind <> 'parameters' group by xid order by xid`
  );
  return rows.map(({ kinds }) => kinds);
}

async function withBooks(work: (opened: TestBooks) => Promise<void>) {
  const opened = await openTestBooks();
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

Deno.test({
  name:
    "An entry is sent two transactions after its decision, its run in the first of them",
  ignore,
  fn: () =>
    withBooks(async (opened) => {
      const { test, desk, events } = deskOn(opened);
      await scan(desk);
      await trade(desk);
      assert.deepEqual(test.sent.map(({ symbol }) => symbol), ["AAPL", "GE"]);
      assert.deepEqual(ways(events), [TWO, TWO]);
      const written = await transactions(opened);
      assert.deepEqual(written.slice(-6), [
        "cycle, decision, order intent",
        ...["order submitting", "order accepted"],
        ...["decision, order intent", "order submitting", "order accepted"],
      ]);
      // All numbers of the day so far were one draw.
      assert.equal(events.filter((event) => event === "nextNumber").length, 4);
      const drawn = events.filter((event, i) =>
        event === "nextNumber" && events[i + 1] === "write"
      );
      assert.equal(drawn.length, 1);
    }),
});

Deno.test({
  name:
    "An exit is sent two transactions after its decision, its run in the first of them",
  ignore,
  fn: () =>
    withBooks(async (opened) => {
      const { test, desk, events } = deskOn(opened);
      await scan(desk);
      await trade(desk);
      await fill(test, desk);
      test.show("AAPL", "90");
      test.pass(1);
      events.length = 0;
      await watch(desk);
      assert.deepEqual(test.triggers().slice(2), ["stop_loss_hit"]);
      assert.deepEqual(ways(events), [TWO]);
      // Before the decision the pass has read its ledger, and nothing else.
      const before = events.slice(0, events.indexOf("nextNumber"));
      assert.deepEqual(before, ["ledger", "read"]);
      assert.deepEqual((await transactions(opened)).slice(-3), [
        "cycle, decision, order intent",
        "order submitting",
        "order accepted",
      ]);
    }),
});

Deno.test({
  name: "An exit of a process that has just begun is sent in no more",
  ignore,
  fn: () =>
    withBooks(async (opened) => {
      const first = deskOn(opened);
      await scan(first.desk);
      await trade(first.desk);
      await fill(first.test, first.desk);
      const books = await opened.reopened();
      const { test, desk, events } = deskOn({ ...opened, books });
      test.show("AAPL", "90");
      test.pass(1);
      events.length = 0;
      await watch(desk);
      assert.deepEqual(ways(events), [TWO]);
    }),
});
