/** The practice venue as a process: killed as often as one likes, it goes on where it was. */
import assert from "node:assert/strict";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { PracticeStore } from "../core/adapters/stores/practice/store.ts";
import { readTape } from "../core/adapters/tape_files.ts";
import { us } from "../core/market/us.ts";
import { written } from "../core/money.ts";
import { generateTape } from "../core/practice/generate.ts";
import { marketTimeAt, type Published } from "../core/practice/market_time.ts";
import { tapeSource } from "../core/practice/tape_source.ts";
import { DEFAULT_OPTIONS } from "../core/practice/venue.ts";
import type { Kept } from "../core/practice/venue_keeper.ts";
import { type Instant, MINUTE_MS, plus } from "../core/time.ts";
import { sourcesOf } from "../workers/practice/sources.ts";
import { freshDatabase, ignore, type TestDatabase } from "./postgres.ts";
import { writeBars } from "./practice/bars_folder.ts";
import { MemoryKeeper, testFloor } from "./practice/floors.ts";
import {
  accountsOf,
  clockOf,
  refusedVenue,
  startVenue,
  type VenueProcess,
} from "./practice/venue_process.ts";

const PORTS = ["--port=0", "--opend-port=0"];
const { open } = us.sessionOn("2026-01-05")!;

/** Follows the clock as an agent does, and checks that it never runs backwards. */
class Follower {
  publications = 0;
  #latest: Published | undefined;
  #seen = 0;

  now(): number {
    const now = this.#latest ? marketTimeAt(this.#latest, Date.now()) : 0;
    assert.ok(now >= this.#seen, `${now} after ${this.#seen}`);
    return this.#seen = now;
  }

  async follow(venue: VenueProcess): Promise<void> {
    for await (const published of clockOf(venue.url)) {
      this.now();
      this.#latest = published;
      this.now();
      this.publications++;
    }
  }

  /** Until the market is there, however often the venue is started anew. */
  async until(at: Instant): Promise<void> {
    while (this.now() < at) await new Promise((go) => setTimeout(go, 5));
  }
}

/** Answers whether it was acknowledged; a venue that dies answers nobody. */
async function place(
  { url }: VenueProcess,
  id: string,
  order: { symbol: string; side: string; qty: string; limit_price: string },
): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v2/orders`, {
      method: "POST",
      headers: { "APCA-API-KEY-ID": "PKTEST", "APCA-API-SECRET-KEY": "secret" },
      body: JSON.stringify({
        ...order,
        ...{ type: "limit", time_in_force: "day", client_order_id: id },
      }),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

async function recordOf(database: TestDatabase): Promise<Kept> {
  const opened = await openDatabase({
    url: database.urlOf("practice"),
    name: "test",
  });
  const store = await PracticeStore.open(opened, undefined);
  const kept = await store.keeper(us).load();
  await store.close();
  return kept!;
}

/** What one floor that never died makes of the same orders at the same times. */
async function undisturbed(folder: string, kept: Kept): Promise<Kept> {
  const { tape } = await readTape(folder, us, { skipBadRows: false });
  const keeper = new MemoryKeeper();
  const { floor, set, to } = await testFloor({
    market: us,
    keeper,
    source: tapeSource(tape, us, new Map(), 25),
    cash: kept.openingCash,
  });
  const asked = kept.orders.flatMap((order) => [
    { at: order.submittedAt, work: () => floor.place(order) },
    ...order.cancelsAt === null ? [] : [{
      at: plus(order.cancelsAt, -DEFAULT_OPTIONS.latencyMs),
      work: () => floor.cancel(order.id),
    }],
  ]);
  for (const { at, work } of asked.sort((a, b) => a.at - b.at)) {
    set(at);
    await work();
  }
  await to(kept.playedTo);
  const { cash, holdings, openingCash } = floor.state();
  return {
    ...{ cash, openingCash, playedTo: kept.playedTo },
    orders: [...floor.orders()],
    fills: [...floor.fills()],
    holdings: [...holdings.values()]
      .sort((a, b) => a.symbol < b.symbol ? -1 : 1),
  };
}

Deno.test({
  name:
    "killed again and again amidst trading, it neither forgets nor repeats anything",
  ignore,
  async fn() {
    const database = await freshDatabase("practice");
    const folder = await Deno.makeTempDir();
    const tape = generateTape({
      ...{ market: us, seed: 4, symbols: ["AAPL", "KO"], warmUpSessions: 25 },
      ...{ from: "2026-01-05", to: "2026-01-05" },
    });
    await writeBars(folder, tape, 100); // so thin that orders fill in parts
    const flags = [...PORTS, `--bars=${folder}`, "--speed=1200"];
    const follower = new Follower();
    const acknowledged: string[] = [];
    let ids = 0, venue: VenueProcess;
    for (const killedAt of [60, 150, 240]) {
      venue = await startVenue(database.urlOf("practice"), ...flags);
      const following = follower.follow(venue);
      const dies = plus(open, killedAt * MINUTE_MS);
      await follower.until(plus(open, 3 * MINUTE_MS));
      while (follower.now() < dies) {
        const id = `k-${++ids}`;
        const symbol = ids % 2 ? "AAPL" : "KO";
        const side = ids % 3 ? "buy" : "sell";
        const limit_price = side === "sell" ? "1.00" : ids % 2 ? "300" : "90";
        const order = { symbol, side, qty: String(20 + ids % 80), limit_price };
        if (await place(venue, id, order)) acknowledged.push(id);
        await new Promise((go) => setTimeout(go, 20));
      }
      void place(venue, `k-${++ids}`, {
        ...{ symbol: "KO", side: "buy", qty: "5", limit_price: "90" },
      });
      await venue.kill();
      await following;
    }
    venue = await startVenue(database.urlOf("practice"), ...flags);
    const following = follower.follow(venue);
    await follower.until(plus(open, 405 * MINUTE_MS));
    await new Promise((go) => setTimeout(go, 600)); // no further, however long
    assert.equal(follower.now(), plus(open, 405 * MINUTE_MS));
    assert.equal(venue.said().match(/^The tape has ended .*$/gm)?.length, 1);
    const [account] = await accountsOf(venue.url);
    assert.equal(await venue.end(), 0, venue.said());
    await following;
    const kept = await recordOf(database);
    const known = new Set(kept.orders.map(({ id }) => id));
    assert.deepEqual(acknowledged.filter((id) => !known.has(id)), []);
    assert.ok(kept.fills.length > kept.orders.length, "orders fill in parts");
    assert.deepEqual(kept, await undisturbed(folder, kept));
    assert.equal(account!.cash, written(kept.cash));
    assert.equal(account!.workingOrders, 0);
    assert.ok(follower.publications > 15, `${follower.publications}`);
    await Deno.remove(folder, { recursive: true });
    await database.drop();
  },
});

Deno.test({
  name:
    "a practice is begun on one tape, kept to by one process, and goes on without being told",
  ignore,
  async fn() {
    const database = await freshDatabase("practice");
    const url = database.urlOf("practice");
    const empty = await Deno.makeTempDir();
    const unread = await refusedVenue(url, ...PORTS, `--bars=${empty}`);
    assert.match(unread.stderr, /^Cannot read tape: no <symbol>.csv in .*\n$/);
    await Deno.remove(empty);
    const first = await startVenue(url, ...PORTS, "--seed=3");
    assert.match(first.ready, /, seed 3 at 2026-01-05T01:2\d:\S+Z, speed 300$/);
    const accounts = await accountsOf(first.url);
    assert.deepEqual(accounts.map(({ market, cash }) => [market, cash]), [
      ["US", "100000.000000"],
      ["HKEX", "1000000.000000"],
    ]);
    const { code, stderr } = await refusedVenue(url, ...PORTS, "--seed=4");
    assert.deepEqual([code, stderr], [
      1,
      "Cannot practise on seed 4: this practice was begun on seed 3; " +
      "start it on that, or begin another with --data FOLDER\n",
    ]);
    const second = await startVenue(url, ...PORTS);
    assert.match(second.ready, /, seed 3 at /);
    await first.over; // it may write nothing any more
    assert.match(
      first.said(),
      /^Cannot save market time: another process is the practice venue now$/m,
    );
    assert.equal(await second.end(), 0, second.said());
    await database.drop();
  },
});

Deno.test({
  name: "a folder for each market is a tape of both, also of whole days",
  ignore,
  async fn() {
    const database = await freshDatabase("practice");
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/US`);
    await Deno.mkdir(`${folder}/HKEX`);
    const days = ["2024-03-04", "2024-03-05", "2024-03-06"];
    const rows = days.map((day) => `${day},10,12,9,11,100000`);
    const daily = ["date,o,h,l,c,v", ...rows].join("\n");
    await Deno.writeTextFile(`${folder}/US/AAPL.csv`, daily);
    await Deno.writeTextFile(`${folder}/HKEX/0700.HK.csv`, daily);
    const url = database.urlOf("practice");
    const venue = await startVenue(url, ...PORTS, `--bars=${folder}`);
    // Two sessions to look back on, and one to practise.
    assert.match(venue.ready, /, bars \S+ at 2024-03-06T01:2\d/);
    const accounts = await accountsOf(venue.url);
    assert.deepEqual(accounts.map(({ market }) => market), ["US", "HKEX"]);
    assert.equal(await venue.end(), 0, venue.said());
    await database.drop();
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name:
    "it does wrong what it is told to, counts what it is asked, and is OpenD's WebSocket where that is wanted",
  ignore,
  async fn() {
    const database = await freshDatabase("practice");
    const wsPort = freePort();
    const venue = await startVenue(
      database.urlOf("practice"),
      ...PORTS,
      `--opend-ws-port=${wsPort}`,
    );
    const page = async (name: string, init?: RequestInit) =>
      await (await fetch(`${venue.url}/practice/${name}`, init)).json();
    const faults = { wrong_cash: { times: 1 } };
    const body = JSON.stringify({ market: "US", faults });
    const [set] = await page("mischief", { method: "POST", body });
    assert.deepEqual(set.faults, { wrong_cash: { times: 1, share: 1 } });
    const headers = {
      ...{ "APCA-API-KEY-ID": "PKTEST", "APCA-API-SECRET-KEY": "secret" },
    };
    const cash: number[] = [];
    for (const _ of [1, 2]) {
      const answer = await fetch(`${venue.url}/v2/account`, { headers });
      cash.push(Number((await answer.json()).cash));
    }
    assert.deepEqual([cash[0] === 100_000, cash[1]], [false, 100_000]);
    const [us] = await page("mischief");
    assert.deepEqual([us.faults, us.counts.wrong_cash], [{}, 1]);
    const limits = await page("limits");
    assert.deepEqual(
      limits.map(({ market }: { market: string }) => market),
      ["US", "HKEX"],
    );
    const most = Object.values<number>(limits[0].most);
    assert.ok(Math.max(...most) >= 1, JSON.stringify(limits));
    const socket = new WebSocket(`ws://127.0.0.1:${wsPort}`);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await closed;
    assert.equal(await venue.end(), 0, venue.said());
    await database.drop();
  },
});

/** One that nobody listens on. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

const NOWHERE = "postgres://practice:x@127.0.0.1:1/catalyst_practice";
const REFUSED: [flags: string[], line: RegExp][] = [
  [["--seed=x"], /^Cannot read --seed "x": give a whole number from 0 to \d+$/],
  [
    ["--seed=1", "--bars=."],
    /^Cannot play --bars and --seed at once: give one/,
  ],
  [
    ["--speed=0"],
    /^Cannot read --speed "0": give a whole number from 1 to 3600$/,
  ],
  [
    ["--opend-ws-port=x"],
    /^Cannot read --opend-ws-port "x": give a whole number from 0 to 65535$/,
  ],
  [["--bars=/nowhere"], /^Cannot read tape: no folder "\/nowhere"; create it/],
  [["--seed=1"], /^Cannot ask catalyst_practice at 127.0.0.1:1: no connection/],
];
for (const [flags, line] of REFUSED) {
  Deno.test(`started with ${flags.join(" ")} it says in one line what to mend`, async () => {
    const { code, stderr } = await refusedVenue(NOWHERE, ...flags);
    assert.equal(code, 1);
    assert.match(stderr.trimEnd(), line);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
  });
}

const FOLDERS: [what: string, files: string[], line: RegExp][] = [
  ["without files", [], /^Cannot read tape: no <symbol>.csv in /],
  ["of two markets", ["AAPL.csv", "0700.csv"], /^Cannot tell the market of /],
  [
    "of an unknown lot",
    ["7654.HK.csv"],
    /^Cannot trade 7654: the board lot is not known; add rows such as "7654,100" to \S+lots.csv/,
  ],
  ["of both kinds", ["AAPL.csv", "US/AAPL.csv"], / holds AAPL.csv beside US; /],
];
for (const [what, files, line] of FOLDERS) {
  Deno.test(`a folder ${what} is refused in one line`, async () => {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/US`);
    if (!files.some((file) => file.startsWith("US/"))) {
      await Deno.remove(`${folder}/US`);
    }
    for (const file of files) {
      const row = "date,o,h,l,c,v\n2024-03-04,10,12,9,11,100000";
      await Deno.writeTextFile(`${folder}/${file}`, row);
    }
    await assert.rejects(sourcesOf(`bars ${folder}`), { message: line });
    await Deno.remove(folder, { recursive: true });
  });
}
