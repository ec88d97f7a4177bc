/** Market data of a running agent: past and present put together, nothing missed, nothing twice, and how old a price is. */
import assert from "node:assert/strict";
import type {
  LastPrice,
  SecurityFacts,
  VenueLink,
} from "../core/adapters/brokers/link.ts";
import { LiveData } from "../core/adapters/live/live_data.ts";
import { warmUpFrom } from "../core/adapters/live/warm_up.ts";
import type { Bar } from "../core/market/bar.ts";
import { marketOf } from "../core/market/mod.ts";
import { money, type Price } from "../core/money.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { Exchange } from "../core/practice/exchange.ts";
import { generateTape } from "../core/practice/generate.ts";
import type { Tape } from "../core/practice/tape.ts";
import { type Instant, iso, MINUTE_MS, plus } from "../core/time.ts";
import { at } from "./desk.ts";

const US = marketOf("US");
const SYMBOLS = ["AAPL", "KO"];
const TODAY = "2026-01-06";
const TAPE = generateTape({
  ...{ market: US, symbols: SYMBOLS, seed: 3, from: TODAY, to: TODAY },
  warmUpSessions: 25,
});
const FIVE_MS = 5 * MINUTE_MS;

Deno.test("An agent that starts in the middle of a session sees what a replay sees, though minutes pass while it reads", async () => {
  const stage = new Stage(TAPE, at("2026-01-06T16:03:10Z"));
  stage.minuteWhileReading = true;
  const data = await stage.open();
  assert.ok(stage.now > at("2026-01-06T16:06:00Z"), "time has passed");
  assert.ok(stage.now < at("2026-01-06T16:20:00Z"));
  for (const look of ["16:20", "16:30", "18:00:30", "20:59", "21:05"]) {
    stage.passTo(at(`2026-01-06T${look.length === 5 ? `${look}:00` : look}Z`));
    const exchange = new Exchange(TAPE, US, money(1_000_000));
    exchange.advance(stage.now);
    for (const symbol of SYMBOLS) {
      const seen = (await data.snapshots([symbol])).get(symbol);
      const replayed = exchange.snapshot(symbol)!;
      // A symbol that has not traded for minutes keeps its bar open a little longer.
      assert.deepEqual(
        seen,
        { ...replayed, at: seen!.at },
        `${symbol} ${look}`,
      );
      const charts = [...await data.charts()].map(({ symbol }) => symbol);
      assert.deepEqual(charts, SYMBOLS);
    }
  }
});

Deno.test("A bar that comes a moment after its end still counts for its five minutes", async () => {
  const stage = new Stage(TAPE, at("2026-01-06T15:00:00Z"));
  const data = await stage.open();
  stage.passTo(at("2026-01-06T15:04:59Z"));
  const before = await full(data, "AAPL");
  // Its last minute is over, and on its way.
  stage.now = at("2026-01-06T15:05:00Z");
  assert.equal(await full(data, "AAPL"), before);
  stage.passTo(at("2026-01-06T15:05:00Z"));
  assert.equal(await full(data, "AAPL"), before + 1);
  // Nothing comes any more: after 5 s nothing is waited for.
  stage.now = at("2026-01-06T15:10:04Z");
  assert.equal(await full(data, "AAPL"), before + 1);
  stage.heard("AAPL", barAt(at("2026-01-06T15:06:00Z")));
  stage.now = at("2026-01-06T15:10:06Z");
  assert.equal(await full(data, "AAPL"), before + 2);
  // Nor once any symbol has a bar that began later.
  stage.heard("AAPL", barAt(at("2026-01-06T15:11:00Z")));
  stage.now = at("2026-01-06T15:15:01Z");
  assert.equal(await full(data, "AAPL"), before + 2);
  stage.heard("KO", barAt(at("2026-01-06T15:15:00Z")));
  assert.equal(await full(data, "AAPL"), before + 3);
});

const AGES: [name: string, speed: number, machineMs: number, age: number][] = [
  ["in real time, since its bar was over", 1, 7_000, 7_000],
  ["faster, since it was received, by the machine", 300, 200, 200],
  ["faster and long ago, by the machine too", 300, 16_000, 16_000],
];

for (const [name, speed, machineMs, age] of AGES) {
  Deno.test(`A price heard today is as old as it is ${name}`, async () => {
    const stage = new Stage(TAPE, at("2026-01-06T14:30:00Z"), speed);
    const data = await stage.open();
    stage.heard("AAPL", barAt(at("2026-01-06T14:30:00Z")));
    stage.machine += machineMs;
    stage.now = plus(at("2026-01-06T14:31:00Z"), machineMs * speed);
    const { at: since } = (await data.snapshots(["AAPL"])).get("AAPL")!;
    assert.equal(stage.now - since, age);
  });
}

Deno.test("A price of before today, or read and not heard, is from the end of its bar at any speed", async () => {
  const stage = new Stage(TAPE, at("2026-01-06T14:25:00Z"), 300);
  const data = await stage.open();
  assert.equal(await since(data), "2026-01-05T21:00:00Z");
  stage.heard("AAPL", barAt(at("2026-01-06T14:30:00Z")));
  stage.now = at("2026-01-07T14:25:00Z");
  assert.equal(await since(data), "2026-01-06T14:31:00Z");
  const later = new Stage(TAPE, at("2026-01-06T15:25:20Z"), 300);
  assert.equal(await since(await later.open()), "2026-01-06T15:25:00Z");
});

Deno.test("A symbol nobody quotes is left out, and a venue that cannot be read is no empty market", async () => {
  const stage = new Stage(TAPE, at("2026-01-06T15:00:00Z"));
  const data = await stage.open(["AAPL", "NONE"]);
  const seen = await data.snapshots(["AAPL", "NONE", "KO"]);
  assert.deepEqual([...seen.keys()], ["AAPL"]);
  assert.deepEqual(data.universe(), ["AAPL", "NONE"]);
  const down = new Stage(TAPE, at("2026-01-06T15:00:00Z"));
  down.down = true;
  await assert.rejects(down.open(), BrokerUnavailable);
});

Deno.test("The past that is read are 25 sessions, or what the calendar has", () => {
  const rows: [now: string, from: string][] = [
    ["2026-01-06T15:00:00Z", "2025-11-28"],
    ["2012-01-10T15:00:00Z", "2012-01-03"],
    ["2012-01-02T15:00:00Z", "2012-01-02"],
    ["2029-01-02T15:00:00Z", "2029-01-02"],
  ];
  for (const [now, from] of rows) assert.equal(warmUpFrom(US, at(now)), from);
});

const OPEN = at("2026-01-06T14:30:00Z");

const SILENCES: [
  name: string,
  speed: number,
  machineMs: number,
  silentMs: number,
][] = [
  ["what is on its way is none", 1, 5_000, 0],
  ["it is counted from when a bar should be there", 1, 125_000.4, 120_000],
  ["where time runs fast a minute on its way is none either", 300, 5_000, 0],
  ["and what stays away adds up in the market's time", 300, 5_500, 150_000],
  ["it is no longer than the session is old", 300, 20_000, 3_600_000],
];

for (const [name, speed, machineMs, silentMs] of SILENCES) {
  Deno.test(`A feed's silence: ${name}`, async () => {
    const stage = new Stage(TAPE, OPEN, speed);
    const data = await stage.open();
    stage.now = plus(OPEN, 60 * MINUTE_MS);
    stage.heard("AAPL", barAt(plus(OPEN, 59 * MINUTE_MS)));
    stage.machine += machineMs;
    assert.equal(data.feed().silentMs, silentMs);
    stage.heard("AAPL", barAt(plus(OPEN, 60 * MINUTE_MS)));
    assert.equal(data.feed().silentMs, 0);
  });
}

Deno.test("Nothing is silent while the market is closed, and a morning begins anew", async () => {
  const stage = new Stage(TAPE, OPEN);
  const data = await stage.open();
  stage.machine += 60 * MINUTE_MS;
  stage.now = plus(OPEN, -1);
  assert.equal(data.feed().silentMs, 0);
  stage.now = plus(OPEN, 1_000);
  assert.equal(data.feed().silentMs, 1_000);
});

Deno.test("A symbol is seen that had a bar in this session or the one before", async () => {
  const stage = new Stage(TAPE, OPEN);
  const data = await stage.open(["AAPL", "KO", "NONE"]);
  assert.deepEqual(data.feed(), { seen: 2, of: 3, silentMs: 0 });
  // Two sessions later nothing of either has come.
  stage.now = at("2026-01-08T14:30:00Z");
  assert.equal(data.feed().seen, 0);
  stage.heard("KO", barAt(at("2026-01-07T20:59:00Z")));
  assert.equal(data.feed().seen, 1);
});

Deno.test("A price that nobody told lately is asked for, and only newer word counts", async () => {
  const stage = new Stage(TAPE, plus(OPEN, 10 * MINUTE_MS));
  const data = await stage.open();
  stage.heard("AAPL", barAt(plus(OPEN, 10 * MINUTE_MS)));
  stage.now = plus(OPEN, 11 * MINUTE_MS + 20_000);
  const price = 111_000_000 as Price;
  const stale = { price, at: plus(OPEN, 9 * MINUTE_MS) };
  const fresh = { price, at: plus(stage.now, -1_000) };
  stage.priced = new Map([["AAPL", fresh], ["KO", stale]]);
  const seen = await data.snapshots(SYMBOLS);
  assert.deepEqual(stage.askedFor, [SYMBOLS]);
  assert.deepEqual(
    [seen.get("AAPL")!.price, seen.get("AAPL")!.at],
    [price, fresh.at],
  );
  assert.notEqual(seen.get("KO")!.price, price);
  stage.heard("AAPL", barAt(plus(OPEN, 11 * MINUTE_MS)));
  stage.now = plus(OPEN, 12 * MINUTE_MS + 9_000);
  await data.snapshots(["AAPL"]);
  assert.equal(stage.askedFor.length, 1, "its own bar is new enough");
});

Deno.test("Prices that cannot be asked for are told of, and those known stay as old as they are", async () => {
  const stage = new Stage(TAPE, plus(OPEN, 10 * MINUTE_MS));
  const data = await stage.open();
  stage.now = plus(OPEN, 15 * MINUTE_MS);
  stage.priced = null;
  const seen = (await data.snapshots(["AAPL"])).get("AAPL")!;
  assert.equal(seen.at, plus(OPEN, 10 * MINUTE_MS));
  assert.deepEqual(stage.faults, ["Cannot read prices: away"]);
  stage.now = at("2026-01-06T21:30:00Z");
  await data.snapshots(["AAPL"]);
  assert.equal(stage.askedFor.length, 1, "nobody is asked after the close");
});

Deno.test("Lots and price steps are those of the last time the venue was asked", async () => {
  const stage = new Stage(TAPE, OPEN);
  const data = await stage.open();
  stage.lots = 100;
  await data.refresh();
  assert.equal(stage.known.get("KO")!.lot, 100);
});

async function full(data: LiveData, symbol: string): Promise<number> {
  return (await data.snapshots([symbol])).get(symbol)!.technicals.fullBars;
}

async function since(data: LiveData): Promise<string> {
  return iso((await data.snapshots(["AAPL"])).get("AAPL")!.at);
}

function barAt(at: Instant): Bar {
  const price = 225_000_000 as Price;
  const prices = { open: price, high: price, low: price, close: price };
  return { at, barMs: MINUTE_MS, ...prices, volume: 100 };
}

/** A venue that plays a tape to whoever subscribed, by a hand that moves both clocks. */
class Stage
  implements Pick<VenueLink, "history" | "subscribe" | "prices" | "facts"> {
  machine = 50_000;
  /** What it says when it is asked for prices; null: it cannot be. */
  priced: Map<string, LastPrice> | null = new Map();
  readonly askedFor: string[][] = [];
  readonly faults: string[] = [];
  readonly known = new Map<string, SecurityFacts>();
  lots = 1;
  /** A minute passes with each thousand bars that are read. */
  minuteWhileReading = false;
  down = false;
  readonly #bars: [symbol: string, bar: Bar][];
  #onBar: (symbol: string, bar: Bar) => void = () => {};
  #subscribed = false;

  constructor(tape: Tape, public now: Instant, readonly speed = 1) {
    this.#bars = tape.series.flatMap((one) =>
      Array.from({ length: one.length }, (_, i): [string, Bar] => [one.symbol, {
        at: one.at[i]! as Instant,
        barMs: MINUTE_MS,
        open: one.open[i]! as Price,
        high: one.high[i]! as Price,
        low: one.low[i]! as Price,
        close: one.close[i]! as Price,
        volume: one.volume[i]!,
      }])
    );
  }

  open(symbols = SYMBOLS): Promise<LiveData> {
    const time = { now: () => this.now, speed: this.speed };
    const machineNow = () => this.machine;
    return LiveData.open(
      {
        ...{ market: US, symbols, link: this, time, machineNow },
        facts: this.known,
        onFault: (line) => this.faults.push(line),
      },
      (onBar) => this.#onBar = onBar,
    );
  }

  prices(symbols: readonly string[]): Promise<Map<string, LastPrice>> {
    this.askedFor.push([...symbols]);
    if (this.priced) return Promise.resolve(this.priced);
    return Promise.reject(new BrokerUnavailable("Cannot read prices: away"));
  }

  facts(symbols: readonly string[]): Promise<Map<string, SecurityFacts>> {
    const fact = { lot: this.lots, tick: null };
    return Promise.resolve(new Map(symbols.map((symbol) => [symbol, fact])));
  }

  heard(symbol: string, bar: Bar): void {
    this.#onBar(symbol, bar);
  }

  /** Tells every bar that is over meanwhile, in the order of time. */
  passTo(to: Instant): void {
    const over = this.#bars.filter(([, bar]) => {
      const end = plus(bar.at, bar.barMs);
      return end > this.#told && end <= to;
    }).sort(([, a], [, b]) => a.at - b.at);
    this.now = this.#told = to;
    if (!this.#subscribed) return;
    for (const [symbol, bar] of over) this.#onBar(symbol, bar);
  }
  #told = 0 as Instant;

  subscribe(): Promise<void> {
    this.#subscribed = true;
    this.#told = this.now;
    this.#passMinute();
    return Promise.resolve();
  }

  async *history(
    symbols: readonly string[],
    from: Instant,
    to: Instant,
    barMs: number,
  ): AsyncGenerator<[string, Bar]> {
    if (this.down) throw new BrokerUnavailable("Cannot read: nobody is there");
    const bars = this.#bars.filter(([symbol, bar]) =>
      symbols.includes(symbol) && bar.at >= from && bar.at + MINUTE_MS <= to
    );
    const told = barMs === FIVE_MS ? longer(bars) : bars;
    for (const [i, one] of told.entries()) {
      if (i % 1_000 === 500) this.#passMinute();
      yield structuredClone(one);
    }
    this.#passMinute();
  }

  #passMinute(): void {
    if (this.minuteWhileReading) this.passTo(plus(this.now, MINUTE_MS));
  }
}

function longer(minutes: [string, Bar][]): [string, Bar][] {
  const groups = Map.groupBy(
    minutes,
    ([symbol, { at }]) => `${symbol} ${Math.floor(at / FIVE_MS)}`,
  );
  return [...groups.values()].map((group) => {
    const [symbol, first] = group[0]!;
    const bars = group.map(([, bar]) => bar);
    return [symbol, {
      at: Math.floor(first.at / FIVE_MS) * FIVE_MS as Instant,
      barMs: FIVE_MS,
      open: first.open,
      high: Math.max(...bars.map(({ high }) => high)) as Price,
      low: Math.min(...bars.map(({ low }) => low)) as Price,
      close: bars.at(-1)!.close,
      volume: bars.reduce((sum, { volume }) => sum + volume, 0),
    }];
  });
}
