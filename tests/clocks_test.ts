/** Clocks of processes that live: the machine's, a venue's followed over HTTP, and the bell that wakes. */
import assert from "node:assert/strict";
import { liveClock } from "../core/adapters/clocks/live_clock.ts";
import {
  ClockRefused,
  type MarketTime,
} from "../core/adapters/clocks/market_time.ts";
import { openPracticeTime } from "../core/adapters/clocks/practice_time.ts";
import { systemTime } from "../core/adapters/clocks/system_time.ts";
import { Wake } from "../core/adapters/clocks/wake.ts";
import { sleep } from "../core/adapters/stores/deadline.ts";
import type { Published } from "../core/practice/market_time.ts";
import { type Instant, plus } from "../core/time.ts";

const NEVER = new AbortController().signal;
const MARKET = 1_767_625_000_000 as Instant;

Deno.test("The machine's clock is real time, waits for an instant, and can be called off", async () => {
  const time = systemTime();
  assert.equal(time.speed, 1);
  const begin = time.now();
  assert.ok(Math.abs(begin - Date.now()) < 100);
  await time.wait(plus(begin, 30), NEVER);
  assert.ok(time.now() >= begin + 29);
  const off = new AbortController();
  const long = time.wait(plus(begin, 3_600_000), off.signal);
  off.abort();
  await long;
  assert.ok(time.now() < begin + 1_000);
});

Deno.test("A bell that was rung is heard by who comes later, once", async () => {
  const wake = new Wake();
  assert.equal(wake.take(), false);
  wake.ring();
  assert.equal(wake.rung, true);
  await wake.wait(NEVER);
  assert.deepEqual([wake.take(), wake.take()], [true, false]);
  const waiting = wake.wait(NEVER);
  wake.ring();
  await waiting;
  wake.take();
  const off = new AbortController();
  const called = wake.wait(off.signal);
  off.abort();
  await called;
  assert.equal(wake.rung, false);
});

Deno.test("Waiting ends at its time, at the bell, or with the process", async () => {
  const time = systemTime();
  const wake = new Wake();
  const stop = new AbortController();
  const clock = liveClock(time, wake, stop.signal);
  assert.equal(await clock.until(plus(clock.now(), 20)), true);
  assert.equal(await clock.until(plus(clock.now(), -20)), true);
  wake.ring();
  assert.equal(await clock.until(plus(clock.now(), -20)), false, "heard first");
  assert.equal(await clock.until(plus(clock.now(), -20)), true, "only once");
  const rung = clock.until(Infinity as Instant);
  wake.ring();
  assert.equal(await rung, false);
  const ended = clock.until(Infinity as Instant);
  const why = new Error("told to end");
  stop.abort(why);
  await assert.rejects(ended, why);
  wake.ring();
  await assert.rejects(clock.until(plus(clock.now(), -20)), why);
});

Deno.test("A venue's time runs as published and stands still where its word ends", async () => {
  await using venue = startVenue();
  venue.publish({ speed: 300, until: MARKET + 30_000 });
  const time = await openPracticeTime(venue.url, { deadlineMs: 2_000 });
  try {
    assert.equal(time.speed, 300);
    const first = time.now();
    assert.ok(first >= MARKET && first <= MARKET + 30_000);
    await sleep(150);
    assert.equal(time.now(), MARKET + 30_000, "not beyond its word");
    let reached = false;
    const waiting = waited(time, plus(MARKET, 60_000)).then(() =>
      reached = true
    );
    await sleep(50);
    assert.equal(reached, false);
    venue.publish({ speed: 300, until: MARKET + 90_000 });
    await waiting;
    assert.ok(time.now() >= MARKET + 60_000);
  } finally {
    time.close();
  }
});

Deno.test("A venue that jumps is followed, one that goes back is not", async () => {
  await using venue = startVenue();
  venue.publish({ speed: 1, until: MARKET + 10_000 });
  const time = await openPracticeTime(venue.url, { deadlineMs: 2_000 });
  try {
    const jumped = waited(time, plus(MARKET, 7_200_000));
    const market = MARKET + 7_200_000;
    venue.publish({ market, speed: 1, until: market + 10_000 });
    await jumped;
    assert.ok(time.now() >= market);
    venue.publish({ speed: 1, until: MARKET + 10_000 });
    await sleep(50);
    assert.ok(time.now() >= market);
  } finally {
    time.close();
  }
});

Deno.test("A venue that is gone is waited for, and followed again when it is back", async () => {
  const venue = startVenue();
  venue.publish({ speed: 300, until: MARKET + 3_000 });
  const time = await openPracticeTime(venue.url, { deadlineMs: 2_000 });
  try {
    const { port } = venue;
    await venue.stop();
    await sleep(50);
    assert.equal(time.now(), MARKET + 3_000);
    const waiting = waited(time, plus(MARKET, 6_000));
    await using again = startVenue(port);
    again.publish({
      market: MARKET + 3_000,
      speed: 300,
      until: MARKET + 9_000,
    });
    await waiting;
    assert.ok(time.now() >= MARKET + 6_000);
  } finally {
    time.close();
  }
});

const REFUSED: [url: string, because: RegExp][] = [
  ["https://127.0.0.1:4001", /on this machine/],
  ["http://example.com:4001", /on this machine/],
  ["http://127.0.0.1.example.com", /on this machine/],
  ["nonsense", /on this machine/],
  ["http://127.0.0.1:1", /no practice venue answers/],
];

for (const [url, because] of REFUSED) {
  Deno.test(`Market time is not followed at ${url}`, async () => {
    await assert.rejects(
      openPracticeTime(url, { deadlineMs: 200 }),
      (error) => error instanceof ClockRefused && because.test(error.message),
    );
  });
}

Deno.test("What publishes something else is no venue", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("hello\n"),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  await assert.rejects(
    openPracticeTime(url, { deadlineMs: 300 }),
    ClockRefused,
  );
  await server.shutdown();
});

/** Waits as the live clock does: looks again until it is time. */
async function waited(time: MarketTime, at: Instant): Promise<void> {
  while (time.now() < at) await time.wait(at, NEVER);
}

/** The clock of a venue, published by hand; who comes later hears the last word first. */
function startVenue(port = 0) {
  const listeners = new Set<ReadableStreamDefaultController<string>>();
  let last = "";
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen() {} },
    () => {
      let mine: ReadableStreamDefaultController<string>;
      const body = new ReadableStream<string>({
        start(controller) {
          listeners.add(mine = controller);
          if (last) controller.enqueue(last);
        },
        cancel: () => void listeners.delete(mine),
      });
      return new Response(body.pipeThrough(new TextEncoderStream()));
    },
  );
  const stop = async () => {
    for (const listener of listeners) listener.close();
    await server.shutdown();
  };
  return {
    port: server.addr.port,
    url: `http://127.0.0.1:${server.addr.port}`,
    publish(word: Pick<Published, "speed" | "until"> & { market?: number }) {
      last = JSON.stringify({ market: MARKET, machine: Date.now(), ...word }) +
        "\n";
      for (const listener of listeners) listener.enqueue(last);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
