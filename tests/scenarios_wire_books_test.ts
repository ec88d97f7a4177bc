/** Scenarios of books that must equal the venue's, over the vendor's wire: real flows, real adapters, the venue wrong. */
import assert from "node:assert/strict";
import type { VenueLink } from "../core/adapters/brokers/link.ts";
import { obey } from "../core/flows/obey.ts";
import { checkBooks } from "../core/flows/reconcile.ts";
import { scan } from "../core/flows/scan.ts";
import { trade } from "../core/flows/trade.ts";
import type { Desk } from "../core/ports.ts";
import { MINUTE_MS } from "../core/time.ts";
import type { VenueOrder } from "../workers/practice/floor.ts";
import { price } from "./desk.ts";
import { both, steady, type Venue, VENUES } from "./wired/both.ts";
import { drawn } from "./wired/drawn.ts";
import { entered } from "./wired/entered.ts";
import { codesOf } from "./wired/seen.ts";
import { LOT, type Stage, stage } from "./wired/stage.ts";

/** Seventeen of one lot each, held by books and venue. */
function holding17(
  venue: Venue,
  act: (on: Stage, symbols: string[]) => Promise<void>,
): Promise<void> {
  const symbols = Array.from(
    { length: 17 },
    (_, n) => venue === "opend" ? `${1000 + n}` : `AB${"ABCDEFGHIJKLMNOPQ"[n]}`,
  );
  return stage({ venue, symbols, draw: steady(9) }, async (on) => {
    const { desk, end } = await on.life();
    for (const [n, symbol] of symbols.entries()) {
      if (n % 8 === 7) await on.pass(31);
      const { answer } = await entered(desk, symbol, LOT, 9.1);
      assert.equal(answer.status, "accepted");
    }
    await on.pass(150);
    await checkBooks(desk);
    assert.equal(on.books.reconciliation?.outcome, "equal");
    assert.equal(on.floor.state().holdings.size, 17);
    await end();
    await act(on, symbols);
  });
}

/** What no failed read may change. */
const rowsOf = ({ books }: Stage) =>
  JSON.stringify([
    [...books.positions.values()].map(({ quantity, cost, status }) => [
      quantity,
      cost,
      status,
    ]),
    books.fills,
    books.adjustments,
    books.cash,
  ]);

for (const venue of VENUES) {
  Deno.test(`Scenario 11. Broker read failure: 17 positions that cannot be read at start change no row, keep entries out and are told (${venue})`, () =>
    holding17(venue, async (on) => {
      const before = rowsOf(on), { length } = on.floor.orders();
      // A 401, a 500 and silence by turns; OpenD says no, times out, is silent.
      const { desk, work, end } = await on.life();
      on.mischief.set("read_fails");
      await work(100);
      assert.equal(rowsOf(on), before);
      assert.equal(on.books.states.at(-1)!.state, "reducing");
      assert.equal(on.books.reconciliation!.outcome, "failed");
      assert.ok(codesOf(on.books).includes("reconciliation"));
      const critical = on.books.operator.alerts.every(({ severity }) =>
        severity === "critical" || severity === "warning"
      );
      assert.ok(critical);
      await trade(desk).catch((error) =>
        assert.equal(error.name, "BrokerUnavailable")
      );
      const entries = on.floor.orders().slice(length)
        .filter(({ side }) => side === "buy");
      assert.deepEqual(entries, []);
      on.mischief.clear();
      await work(75);
      assert.equal(on.books.states.at(-1)!.state, "active");
      assert.equal(rowsOf(on), before);
      await end();
    }));

  Deno.test(`Scenario 11. Broker read failure: an empty list needs two reads 30 s apart, and no price is invented (${venue})`, () =>
    holding17(venue, async (on) => {
      const before = rowsOf(on);
      const { books } = on, { cash } = books;
      const { desk } = await on.life();
      on.mischief.set("empty_positions");
      await checkBooks(desk);
      for (const seconds of [10, 19]) {
        await on.pass(seconds);
        await checkBooks(desk);
        assert.equal(rowsOf(on), before);
        assert.equal(books.states.at(-1)!.state, "reducing");
      }
      await on.pass(2);
      await checkBooks(desk);
      for (const { status, realizedPnl } of books.positions.values()) {
        assert.deepEqual([status, realizedPnl], ["closed", null]);
      }
      assert.equal(books.adjustments.length, 17);
      assert.deepEqual([books.fills.length, books.cash], [17, cash]);
    }));
}

/** Somebody else trades on the account, at the market. */
async function theirs(on: Stage, order: Partial<VenueOrder>): Promise<void> {
  const taken = await on.floor.place({
    ...{ id: `theirs-${on.floor.orders().length}`, symbol: "", side: "buy" },
    ...{ quantity: LOT, type: "market", limitPrice: null, stopPrice: null },
    goodTill: "day",
    ...order,
  });
  assert.ok(!("refused" in taken), JSON.stringify(taken));
}

/** Seconds from one session's morning to the next one's. */
const A_DAY = 24 * 3_600;
const FOUR: Record<Venue, [string, string, string, string]> = {
  alpaca: ["AAA", "BBB", "CCC", "DDD"],
  opend: ["0670", "9618", "1928", "0005"],
};

/** Books {670, 9618: 100, 5} at a venue {670, 9618: 200, 1928: 400}. */
function scenario12(
  venue: Venue,
  act: (on: Stage, symbols: [string, string, string, string]) => Promise<void>,
): Promise<void> {
  const symbols = FOUR[venue];
  const [equal, more, orphan, gone] = symbols;
  return stage({ venue, symbols, draw: steady(10) }, async (on) => {
    const { desk, end } = await on.life();
    for (const symbol of [equal, more, gone]) {
      await entered(desk, symbol, LOT, 10.5);
    }
    await on.pass(125);
    await checkBooks(desk);
    assert.equal(on.books.reconciliation?.outcome, "equal");
    await end();
    await theirs(on, { symbol: more });
    await theirs(on, { symbol: orphan, quantity: 4 * LOT });
    await theirs(on, { symbol: gone, side: "sell" });
    await on.pass(A_DAY);
    await act(on, symbols);
  });
}

for (const venue of VENUES) {
  Deno.test(`Scenario 12. Phantom/orphan/qty: the equal one is unchanged, the quantity follows the venue on record, a phantom has no profit, the orphan is shown (${venue})`, () =>
    scenario12(venue, async (on, [equal, more, orphan, gone]) => {
      const { books } = on;
      const { desk } = await on.life();
      const positionOf = (symbol: string) =>
        [...books.positions.values()].find((one) => one.symbol === symbol);
      const before = positionOf(equal);
      await checkBooks(desk);
      assert.equal(books.adjustments.length, 0, "not at first sight");
      for (let n = 0; n < 3; n++) {
        await on.pass(11);
        await checkBooks(desk);
      }
      assert.deepEqual(positionOf(equal), before);
      assert.equal(positionOf(more)?.quantity, 2 * LOT);
      const { status, realizedPnl, quantity } = positionOf(gone)!;
      assert.deepEqual([status, realizedPnl, quantity], ["closed", null, 0]);
      assert.deepEqual(
        books.adjustments.map(({ kind, symbol }) => [kind, symbol]).sort(),
        [["cash", null], ["position", more], ["position", gone]].sort(),
      );
      assert.equal(books.cash, on.floor.state().cash);
      assert.equal(positionOf(orphan), undefined);
      const [shown, ...others] = books.reconciliation!.orphans;
      assert.deepEqual(others, []);
      assert.deepEqual([shown?.symbol, shown?.quantity], [orphan, 4 * LOT]);
      assert.ok(codesOf(books).includes("orphan"));
      await trade(desk);
      const refused = [...books.decisions.values()].filter((one) =>
        one.symbol === orphan
      ).flatMap(({ refusals }) => refusals.map(({ code }) => code));
      assert.ok(refused.includes("SYMBOL_ORPHANED"), refused.join(", "));
    }));

  Deno.test(`Scenario 12. Phantom/orphan/qty: the orphan is ours once the operator says so, and protected (${venue})`, () =>
    scenario12(venue, async (on, [, , orphan]) => {
      const { books } = on;
      const { desk, work } = await on.life();
      for (let n = 0; n < 4; n++) {
        await on.pass(11);
        await checkBooks(desk);
      }
      books.operator.ask({ kind: "adopt", subject: orphan });
      await obey(desk);
      const adopted = [...books.positions.values()].find((one) =>
        one.symbol === orphan
      )!;
      const { quantity, cost } = on.floor.state().holdings.get(orphan)!;
      assert.deepEqual([adopted.quantity, adopted.cost], [quantity, cost]);
      assert.deepEqual(books.reconciliation?.orphans, []);
      await work(20);
      const now = books.positions.get(adopted.id)!;
      if (venue === "opend") return assert.equal(now.protection, "software");
      assert.equal(now.protection, "venue");
      const stop = on.floor.orders().find(({ symbol, type, status }) =>
        symbol === orphan && type === "stop" && status === "accepted"
      );
      assert.equal(stop?.quantity, 4 * LOT);
    }));
}

both(
  "Scenario 13. Foreign trader on the account: a person is alarmed and nothing is entered while it works",
  steady(84),
  async (on, symbol) => {
    const { desk, work } = await on.life();
    await work(5);
    const id = "8f3c-theirs";
    const limitPrice = price("40");
    await theirs(on, { id, symbol, type: "limit", limitPrice });
    await work(8);
    const alerts = on.books.operator.alerts;
    assert.deepEqual(codesOf(on.books), ["foreign_order"]);
    assert.match(alerts[0]!.message, /8f3c-theirs .*another system trades/);
    await trade(desk);
    assert.deepEqual([...on.attempts.keys()], [id]);
    const last = [...on.books.decisions.values()].at(-1)!;
    assert.equal(last.refusals[0]?.code, "TRADING_REDUCING");
    await on.floor.cancel(id);
    await on.pass(2);
    await work(75);
    assert.equal(on.books.states.at(-1)!.state, "active");
    await trade(desk);
    assert.equal(on.attempts.size, 2);
  },
);

/** Two symbols with a past; the first falls by 4 % in the 20th minute. */
const falling = (symbol: string, minute: number) => ({
  open: (symbol === "CPB" || symbol === "0700") && minute >= 20 ? 80.6 : 84,
  volume: 100_000,
});

for (const venue of VENUES) {
  Deno.test(`Scenario 18. Stale data: on a feed that froze nothing is entered, and what is held still leaves (${venue})`, () => {
    const symbols = venue === "alpaca" ? ["AAA", "CPB"] : ["0005", "0700"];
    const draw = falling;
    return stage({ venue, symbols, draw, live: true }, async (on) => {
      const { desk, link, work } = await on.life();
      const { id } = await entered(desk, symbols[1]!, LOT, 85);
      await work(150);
      assert.equal(on.books.positions.get(id)?.quantity, LOT);
      on.mischief.set("stale_data");
      await work(150);
      const { silentMs } = desk.data.feed();
      assert.ok(silentMs > 2 * MINUTE_MS, `${silentMs} ms`);
      assert.ok(codesOf(on.books).includes("feed_frozen"));
      await trade(tempted(desk, link, symbols));
      const refused = [...on.books.decisions.values()].filter((one) =>
        one.symbol === symbols[0]
      ).flatMap(({ refusals }) => refusals.map(({ code }) => code));
      assert.ok(refused.includes("FEED_FROZEN"), refused.join(", "));
      await work(600);
      assert.equal(on.books.positions.get(id)?.status, "closed");
      assert.equal(
        on.floor.state().holdings.get(symbols[1]!)?.quantity ?? 0,
        0,
      );
      assert.equal(on.books.cash, on.floor.state().cash);
    });
  });

  Deno.test(`Scenario 18. Stale data: a scan that sees no bars is blind, not without candidates (${venue})`, () => {
    const symbols = venue === "alpaca"
      ? ["AAA", "BBB", "CPB"]
      : ["0005", "0011", "0700"];
    // Of two nothing has traded for weeks.
    const draw = (symbol: string) => ({
      open: 84,
      volume: symbol === symbols[0] ? 100_000 : 0,
    });
    return stage({ venue, symbols, draw, live: true }, async (on) => {
      const { desk } = await on.life();
      await scan(desk);
      assert.deepEqual(codesOf(on.books), ["scanner_blind"]);
      const { note } = on.books.cycles.at(-1)!;
      assert.match(note!, /^Blind: bars of 1 of 3 symbols came/);
    });
  });
}

/** The same desk, with a pattern to enter in every symbol. */
function tempted(desk: Desk, link: VenueLink, symbols: string[]): Desk {
  const { data } = desk;
  const { charts } = drawn(symbols, link, () => desk.clock.now());
  return {
    ...desk,
    data: {
      charts,
      universe: () => data.universe(),
      snapshots: (wanted) => data.snapshots(wanted),
      feed: () => data.feed(),
      refresh: () => data.refresh(),
    },
  };
}
