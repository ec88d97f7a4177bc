/** The practice venue as a process: market time, an exchange in each market, and their faces. @module */
import { TapeError } from "../../core/adapters/tape_files.ts";
import { TRADERS } from "../../core/agents/mod.ts";
import { StoreUnavailable } from "../../core/ports.ts";
import { ClockPlan } from "../../core/practice/clock_plan.ts";
import type { TapeSource } from "../../core/practice/tape_source.ts";
import { iso } from "../../core/time.ts";
import { fail } from "../arguments.ts";
import { sayReady, untilEnded } from "../child.ts";
import {
  openPractice,
  type PracticeStore,
  StoreRefused,
} from "../wiring/practice.ts";
import { Bell } from "./bell.ts";
import { PracticeClock } from "./clock.ts";
import { openFaces } from "./faces.ts";
import { type PracticeFlags, practiceFlags } from "./flags.ts";
import { Floor } from "./floor.ts";
import { sourcesOf } from "./sources.ts";

if (import.meta.main) await main().catch(told);

async function main(): Promise<void> {
  const flags = await practiceFlags(Deno.args);
  const ended = untilEnded();
  const url = variable("PRACTICE_DATABASE_URL");
  const keys = {
    key: variable("ALPACA_API_KEY"),
    secret: variable("ALPACA_SECRET_KEY"),
  };
  // First, for what cannot be read must not be what the database is begun on.
  const given = flags.tape && await sourcesOf(flags.tape);
  const store = await openPractice(url, flags.tape);
  const sources = given || await sourcesOf(store.tape);
  const clock = await openClock(store, sources, flags);
  const floors = await Promise.all(
    sources.map((source) => openFloor(source, store, clock)),
  );
  // What happened until now is history to whoever comes.
  await Promise.all(floors.map((floor) => floor.advance()));
  const faces = openFaces({
    ...{ floors, clock, ended, keys, ...flags, tape: store.tape },
    // Unless the WebSocket is wanted, its key is nobody's business.
    opendWsKey: flags.opendWsPort === undefined
      ? ""
      : Deno.env.get("MOOMOO_WS_KEY") ?? "",
  });
  const running = [
    clock.run(ended, () => console.log(endOf(store.tape, clock))),
    ...floors.map((floor) => play(floor, clock, ended)),
  ];
  const where = `${faces.url}, ${store.tape} at ${iso(clock.now())}`;
  sayReady(`${where}, speed ${flags.speed}`);
  await Promise.all(running);
  await faces.close();
  await store.close();
  Deno.exit(0);
}

async function openClock(
  store: PracticeStore,
  sources: readonly TapeSource[],
  { speed, skip }: PracticeFlags,
): Promise<PracticeClock> {
  const practised = sources.map(({ sessions, warmUp }) =>
    sessions.slice(warmUp)
  );
  return await PracticeClock.open({
    plan: new ClockPlan(practised, skip),
    speed,
    until: store.until,
    save: (until) => store.saveClock(until).catch(die),
  });
}

async function openFloor(
  source: TapeSource,
  store: PracticeStore,
  clock: PracticeClock,
): Promise<Floor> {
  const { market } = source;
  const keeper = store.keeper(market);
  return await Floor.open({
    source,
    keeper: {
      load: () => keeper.load(),
      save: (changes) => keeper.save(changes).catch(die),
    },
    now: () => clock.now(),
    openingCash: TRADERS.find((agent) => agent.market === market.id)!.paperCash,
    begin: clock.now(),
  });
}

/** Plays each minute once it is over, and whatever an order asks for before that. */
async function play(
  floor: Floor,
  clock: PracticeClock,
  ended: AbortSignal,
): Promise<void> {
  const bell = new Bell();
  floor.listen({ onOrder: () => bell.ring() });
  while (!ended.aborted) {
    bell.reset();
    await floor.advance();
    await clock.reach(floor.nextAt(), bell, ended);
  }
}

function endOf(tape: string, clock: PracticeClock): string {
  return `The tape has ended (${tape}): market time stands still at ${
    iso(clock.now())
  }`;
}

/** What could not be saved must not be told: the process ends before it can. */
function die(error: unknown): never {
  told(error);
}

/** What a person can mend is one line; anything else is our fault and shows whole. */
function told(error: unknown): never {
  const mendable = error instanceof StoreUnavailable ||
    error instanceof StoreRefused || error instanceof TapeError;
  if (mendable) fail(error.message);
  console.error(error);
  Deno.exit(1);
}

function variable(name: string): string {
  return Deno.env.get(name) ??
    fail(`Cannot practise: ${name} is not set; deno task start sets it`);
}
