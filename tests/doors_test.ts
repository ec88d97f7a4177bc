/** What a desk inside the practice exchange is told of its venue. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import { doorsOf } from "../core/practice/doors.ts";
import { Exchange } from "../core/practice/exchange.ts";
import type { ApprovedOrder } from "../core/risk/gate.ts";
import { plus } from "../core/time.ts";
import { amount, at, price } from "./desk.ts";
import { minutesOf, tapeOf } from "./tapes.ts";
import { ENTRY } from "./tickets.ts";

const DAYS = ["2026-11-23", "2026-11-24"] as const;
const OPEN = at("2026-11-23T01:30:00Z");
const minute = (n: number) => plus(OPEN, n * 60_000);

/** Two sessions of 0700 at 400, enough volume for everything. */
function practised() {
  const bars = minutesOf(
    hkex,
    ...DAYS,
    () => ({ open: 400, volume: 1_000_000 }),
  );
  const tape = tapeOf(hkex, "0700", bars);
  const exchange = new Exchange(tape, hkex, amount("1000000"));
  return { exchange, ...doorsOf(exchange, hkex) };
}

function order(
  id: string,
  side: "buy" | "sell",
  limit: string,
): ApprovedOrder {
  return {
    ...ENTRY,
    ...{ id, symbol: "0700", side, quantity: 200, type: "limit" },
    ...{ limitPrice: price(limit), stopPrice: null },
  } as ApprovedOrder;
}

Deno.test("It pushes fills, has no stops, and the way to it is never lost", () => {
  const { broker, data } = practised();
  assert.deepEqual(broker.capabilities, { stops: false, fillsPushed: true });
  assert.deepEqual(broker.standing(), {
    ...{ connected: true, reason: null, reconnects: 0 },
  });
  assert.deepEqual(data.feed(), { seen: 1, of: 1, silentMs: 0 });
});

Deno.test("Of what is held, what no working sale holds is available; its cost nobody says", async () => {
  const { exchange, clock, broker } = practised();
  await clock.until(minute(1));
  await broker.submit(order("b1", "buy", "401"));
  await broker.reports();
  await clock.until(minute(3));
  const sale = { ...order("s1", "sell", "500"), quantity: 100 };
  await broker.submit(sale as ApprovedOrder);
  const { positions, cash } = await broker.account();
  assert.deepEqual([...positions], [
    ["0700", { quantity: 200, available: 100, cost: null }],
  ]);
  assert.equal(cash, exchange.venue.cash);
});

Deno.test("Orders listed are those of today, as each stands", async () => {
  const { clock, broker } = practised();
  await clock.until(minute(1));
  await broker.submit(order("o1", "buy", "401"));
  await broker.submit(order("o2", "buy", "390"));
  await broker.reports();
  await clock.until(minute(3));
  const listed = async () =>
    (await broker.orders()).map(({ orderId, status, symbol, side, quantity }) =>
      [orderId, status, symbol, side, quantity].join(" ")
    );
  assert.deepEqual(await listed(), [
    ...["o1 filled 0700 buy 200", "o2 accepted 0700 buy 200"],
  ]);
  await broker.reports();
  await clock.until(at("2026-11-23T08:00:00Z"));
  assert.deepEqual(await listed(), [
    ...["o1 filled 0700 buy 200", "o2 expired 0700 buy 200"],
  ]);
  await broker.reports();
  await clock.until(at("2026-11-24T01:31:00Z"));
  assert.deepEqual(await listed(), []);
});

Deno.test("A date has the hours of the market's own calendar, and the clock is the exchange's", async () => {
  const { clock, broker } = practised();
  await clock.until(minute(1));
  const now = minute(1);
  const hours = (open: string, close: string, lunch: string[] | null) => ({
    open: at(`${open}Z`),
    close: at(`${close}Z`),
    lunch: lunch && { start: at(`${lunch[0]}Z`), end: at(`${lunch[1]}Z`) },
  });
  assert.deepEqual(await broker.day("2026-11-24"), {
    now,
    hours: hours("2026-11-24T01:30:00", "2026-11-24T08:00:00", [
      ...["2026-11-24T04:00:00", "2026-11-24T05:00:00"],
    ]),
  });
  assert.deepEqual(await broker.day("2026-12-24"), {
    now,
    hours: hours("2026-12-24T01:30:00", "2026-12-24T04:00:00", null),
  });
  assert.deepEqual(await broker.day("2026-11-22"), { now, hours: null });
});
