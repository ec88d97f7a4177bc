/** What the practice venue's Alpaca does wrong on request, each fault over the real wire. */
import assert from "node:assert/strict";
import type { Fault, Occasion } from "../core/practice/mischief.ts";
import { MINUTE_MS, plus } from "../core/time.ts";
import {
  listening,
  type RawPeer,
  soon,
  watching,
} from "./alpaca_face/peers.ts";
import {
  ask,
  bought,
  type FaceVenue,
  faceVenue,
  HEADERS,
  minutes,
  near,
  sdk,
  sent,
  stop,
  test,
} from "./alpaca_face/venue.ts";

const ORDERS = "/v2/orders";
const BY_ID = "/v2/orders:by_client_order_id?client_order_id=";
const ONCE = { times: 1 };

/** What becomes of a request: its status, or that it was cut. */
async function became(
  { url }: FaceVenue,
  path: string,
  init: RequestInit,
): Promise<number | "cut"> {
  const answer = await fetch(url + path, { headers: HEADERS, ...init });
  try {
    await answer.text();
    return answer.status;
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return "cut";
  }
}

test("an order goes wrong on its way: what is answered, and whether it is there", async () => {
  const cases: [fault: Fault, answer: number | "cut", isThere: boolean][] = [
    ["lost_ack", "cut", true],
    ["http_500_done", 500, true],
    ["lost_request", 504, false],
    ["late_arrival", 504, false],
    ["http_500", 500, false],
    ["http_429", 429, false],
    ["restart", 503, false],
  ];
  for (const [fault, answer, isThere] of cases) {
    await using venue = await faceVenue();
    venue.mischief.set(fault, ONCE);
    assert.equal(await became(venue, ORDERS, sent(venue)), answer, fault);
    assert.equal(venue.floor.order("one") !== undefined, isThere, fault);
    assert.equal(venue.mischief.counts()[fault], 1);
  }
});

test("the SDK knows nothing of an order whose answer was cut", async () => {
  await using venue = await faceVenue();
  const { alpaca: { trading }, close } = sdk(venue);
  venue.mischief.set("lost_ack", ONCE);
  const clientOrderId = "one";
  await assert.rejects(
    trading.orders.limit({
      ...{ symbol: venue.symbol, qty: "1", side: "buy", timeInForce: "day" },
      ...{ limitPrice: near(venue, 1.05), clientOrderId },
    }),
  );
  const found = await trading.orders.getOrderByClientOrderId({ clientOrderId });
  assert.equal(found.clientOrderId, "one");
  close();
});

test("a lost answer is one of what was done; a refusal arrives", async () => {
  await using venue = await faceVenue();
  venue.mischief.set("lost_ack", ONCE);
  venue.mischief.set("http_500_done", ONCE);
  const wrong = sent(venue, { qty: "0" });
  assert.equal(await became(venue, ORDERS, wrong), 422);
  assert.equal(await became(venue, ORDERS, sent(venue)), 500);
  // A cancel is answered without a body, so there is nothing but silence.
  const cancel = { method: "DELETE" };
  const [, { id }] = await ask(venue, `${BY_ID}one`);
  assert.equal(await became(venue, `${ORDERS}/${id}`, cancel), 504);
  assert.ok(venue.floor.order("one")!.cancelAsked);
});

test("an order that is late arrives long after it was given up", async () => {
  await using venue = await faceVenue();
  venue.mischief.set("late_arrival", ONCE);
  assert.equal(await became(venue, ORDERS, sent(venue)), 504);
  venue.set(plus(minutes(5), 2 * MINUTE_MS - 1));
  await ask(venue, "/v2/clock");
  assert.equal((await ask(venue, `${BY_ID}one`))[0], 404);
  venue.set(plus(minutes(5), 2 * MINUTE_MS));
  await ask(venue, "/v2/clock");
  assert.equal((await ask(venue, `${BY_ID}one`))[0], 200);
  assert.equal(venue.floor.orders().length, 1);
});

test("a request that hangs ends with who asked, and with the face", async () => {
  await using venue = await faceVenue({ holdMs: 60_000 });
  venue.mischief.set("lost_request");
  const signal = AbortSignal.timeout(100);
  await assert.rejects(ask(venue, ORDERS, { ...sent(venue), signal }));
  const hangs = ask(venue, ORDERS, sent(venue));
  await became(venue, "/v2/clock", {});
  venue.face.close();
  assert.equal((await soon(hangs))[0], 504);
});

test("a late answer tells less than what was pushed before it", async () => {
  await using venue = await faceVenue({ holdMs: 10_000 });
  await using updates = await listening(venue);
  venue.mischief.set("late_ack", ONCE);
  const answer = ask(venue, ORDERS, sent(venue));
  const events = [(await updates.next()).data.event];
  await venue.to(minutes(7));
  events.push((await updates.next()).data.event);
  const [status, order] = await answer;
  assert.deepEqual(events, ["new", "fill"]);
  assert.deepEqual([status, order.status, order.filled_qty], [200, "new", "0"]);
});

/** What is told of one order, event by event: new, partial fills, fill. */
async function heard(fault: Fault, given: Occasion = ONCE): Promise<string[]> {
  await using venue = await faceVenue();
  await using updates = await listening(venue);
  venue.mischief.set(fault, given);
  await ask(venue, ORDERS, sent(venue, { qty: "50000" }));
  await venue.to(minutes(60));
  assert.equal(venue.floor.order("one")!.status, "filled");
  // What is asked for after them is answered after them.
  updates.say({ action: "listen", data: { streams: [] } });
  const told: string[] = [];
  for (;;) {
    const next = await updates.next();
    if (next === undefined || next.stream === "listening") return told;
    told.push(next.data?.event ?? next);
  }
}

test("pushes are doubled, out of order, unreadable, broken off, or do not come", async () => {
  // Nothing is looked up, so nothing goes wrong.
  const right = await heard("lookup_miss");
  assert.deepEqual([right[0], right.at(-1)], ["new", "fill"]);
  assert.ok(right.length > 2);
  assert.ok(right.slice(1, -1).every((event) => event === "partial_fill"));
  assert.deepEqual(await heard("duplicate_push"), ["new", ...right]);
  const [first, second, ...others] = right;
  assert.deepEqual(await heard("reordered_push"), [second, first, ...others]);
  const always = { times: 1_000 };
  const shaken = await heard("reordered_push", always);
  assert.notDeepEqual(shaken, right);
  assert.deepEqual(shaken.toSorted(), right.toSorted());
  const [garbage, ...after] = await heard("garbage");
  assert.match(garbage!, /^\ufffd/);
  assert.deepEqual(after, [second, ...others]);
  assert.deepEqual(await heard("mute", always), []);
  const [half, ...none] = await heard("partial_frame");
  assert.match(half!, /^\{"stream":"trade_updates","data":/);
  assert.deepEqual(none, []);
});

test("market data is unreadable, broken off, or stops while its stream is well", async () => {
  await using venue = await faceVenue();
  const { mischief } = venue;
  await using data = await watching(venue);
  const next = async (minute: number) => {
    await venue.to(minutes(minute));
    return await data.next();
  };
  assert.equal((await next(6))[0].T, "b");
  mischief.set("garbage", ONCE);
  assert.match(await next(7), /^\ufffd/);
  mischief.set("stale_data", { times: 3 });
  await venue.to(minutes(10));
  assert.deepEqual(mischief.counts().stale_data, 3);
  data.say({ action: "subscribe", bars: ["*"] });
  assert.equal((await data.next())[0].T, "subscription");
  assert.equal((await next(11))[0].t.startsWith("2026-01-05T14:40"), true);
  mischief.set("partial_frame", ONCE);
  assert.match(await next(12), /^\[\{"T":"b"/);
  await soon(data.closed);
});

test("a restart ends every stream, and nobody gets in for a moment", async () => {
  await using venue = await faceVenue();
  await using updates = await listening(venue);
  await using data = await watching(venue);
  venue.mischief.set("restart", ONCE);
  await venue.to(minutes(6));
  await soon(Promise.all([updates.closed, data.closed]));
  let ended = 0;
  const far = { send: () => {}, close: () => ended++ };
  venue.face.connect("data", far);
  assert.equal(ended, 1);
  const statuses: (number | "cut")[] = [];
  for (let i = 0; i < 3; i++) {
    statuses.push(await became(venue, "/v2/clock", {}));
  }
  assert.deepEqual(statuses, [503, 503, 200]);
  await using again: RawPeer = await listening(venue);
  await ask(venue, ORDERS, sent(venue));
  assert.equal((await again.next()).data.event, "new");
});

test("a stop is accepted and forgotten, and its id stays used", async () => {
  await using venue = await faceVenue();
  await bought(venue);
  venue.mischief.set("drop_stop", ONCE);
  const [status, { id }] = await ask(venue, ORDERS, stop(venue));
  assert.equal(status, 200);
  assert.equal((await ask(venue, `${ORDERS}/${id}`))[0], 404);
  assert.equal((await ask(venue, `${BY_ID}stop`))[0], 404);
  assert.deepEqual(await ask(venue, ORDERS), [200, []]);
  const [, [held]] = await ask(venue, "/v2/positions");
  assert.equal(held.qty_available, "100");
  const [again, { code }] = await ask(venue, ORDERS, stop(venue));
  assert.deepEqual([again, code], [422, 40010001]);
  const other = stop(venue, { client_order_id: "other" });
  assert.equal((await ask(venue, ORDERS, other))[0], 200);
});

test("a cancel is refused though the order works, and an order is not found though it is there", async () => {
  await using venue = await faceVenue();
  const low = sent(venue, { limit_price: "1.00" });
  const [, { id }] = await ask(venue, ORDERS, low);
  const cancel = { method: "DELETE" };
  venue.mischief.set("refuse_cancel", { times: 2 });
  const [status, { code }] = await ask(venue, `${ORDERS}/${id}`, cancel);
  assert.deepEqual([status, code], [422, 42210000]);
  assert.deepEqual(await ask(venue, ORDERS, cancel), [207, [
    { id, status: 500 },
  ]]);
  assert.deepEqual(await ask(venue, ORDERS, cancel), [207, [
    { id, status: 200 },
  ]]);
  venue.mischief.set("lookup_miss", { times: 2 });
  for (const wanted of [404, 200]) {
    for (const path of [`${ORDERS}/${id}`, `${BY_ID}one`]) {
      const [told] = await ask(venue, path);
      assert.equal(told, wanted, path);
    }
  }
});

test("positions and cash are told wrong, and what is not held is no occasion", async () => {
  await using venue = await faceVenue();
  const { mischief } = venue;
  const positions = async () =>
    (await ask(venue, "/v2/positions"))[1]
      .map(({ qty }: { qty: string }) => qty).join();
  mischief.set("empty_positions", ONCE);
  await positions();
  await bought(venue);
  assert.equal(await positions(), "");
  mischief.set("missing_position", ONCE);
  assert.equal(await positions(), "");
  mischief.set("wrong_quantity", { times: 2 });
  assert.equal(await positions(), "101");
  const one = `/v2/positions/${venue.symbol}`;
  assert.equal((await ask(venue, one))[1].qty, "101");
  assert.equal(await positions(), "100");
  const cash = async () => Number((await ask(venue, "/v2/account"))[1].cash);
  const right = await cash();
  mischief.set("wrong_cash", ONCE);
  assert.equal((right - await cash()).toFixed(2), "123.45");
  assert.equal(await cash(), right);
});

test("reads fail by turns: not allowed, broken, silent; orders are none of it", async () => {
  await using venue = await faceVenue();
  venue.mischief.set("read_fails", { times: 3 });
  assert.equal(await became(venue, ORDERS, sent(venue)), 200);
  const statuses: (number | "cut")[] = [];
  for (let i = 0; i < 4; i++) {
    statuses.push(await became(venue, "/v2/account", {}));
  }
  assert.deepEqual(statuses, [401, 500, 504, 200]);
});
