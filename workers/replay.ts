/**
 * `deno task replay`: an agent's whole flows over recorded or generated bars.
 *
 * @module
 */
import { readTape, TapeError } from "../core/adapters/tape_files.ts";
import type { Trader } from "../core/agents/agent.ts";
import { TRADERS } from "../core/agents/mod.ts";
import type { Market } from "../core/market/market.ts";
import { marketOf } from "../core/market/mod.ts";
import { generateTape } from "../core/practice/generate.ts";
import type { Tape } from "../core/practice/tape.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { dateFlag, fail, flagsOf, required } from "./arguments.ts";
import { progressBar } from "./progress.ts";
import { checkTarget, writeReport } from "./replay/report_file.ts";
import { figuresOf } from "./replay/figures.ts";
import { textReport } from "./replay/report_text.ts";
import { type Replayed, run } from "./replay/run.ts";
import type { SealedBooks } from "./wiring/replay_books.ts";
import { rangeOf } from "./replay/range.ts";

const AGENTS = TRADERS.map(({ id }) => id);
/** Sessions a generated tape begins before --from: 20 full ones, half-days apart. */
const WARM_UP_SESSIONS = 25;

const FLAGS = ["agent", "bars", "seed", "symbols", "from", "to", "report"];
const USAGE = `deno task replay --agent ${AGENTS.join("|")}
    --bars FOLDER | --seed N [--symbols N]
    [--from DATE] [--to DATE] [--report FILE.json|FILE.html] [--skip-bad-rows]
    [--books [--data FOLDER]]

Runs the agent over every CSV of bars in FOLDER (one <symbol>.csv each, columns
t,o,h,l,c,v), or over bars generated from the seed N for the sessions from DATE
to DATE. Bars before --from only warm the indicators up. The same input gives
the same state hash on every machine. Exits with 1 if the books do not tie out.
--books keeps the books in PostgreSQL, in a database of the replay's own, instead
of in memory: slower, the same hash, and the journal is sealed and verified.`;

if (import.meta.main) await main().catch(told);

async function main() {
  const flags = flagsOf(Deno.args, FLAGS, USAGE, ["skip-bad-rows", "books"]);
  const agent = agentOf(required("agent", flags.agent, AGENTS[0]!));
  if (flags.report) await checkTarget(flags.report);
  const input = await inputOf(agent, flags);
  const books = flags.books ? await openBooks(agent, input) : undefined;
  const replayed = await watched(agent, input, books);
  console.log(textReport(replayed));
  const sound = books === undefined || await sealed(books);
  if (flags.report) await writeReport(flags.report, replayed);
  if (!sound || !figuresOf(replayed).tiesOut) Deno.exit(1);
}

/** What a person can mend is one line; anything else is our fault and shows whole. */
function told(error: unknown): never {
  const mendable = error instanceof StoreUnavailable ||
    (error instanceof Error && error.name === "StoreRefused");
  if (mendable) fail(error.message);
  throw error;
}

/** The replay under a progress bar. */
async function watched(
  agent: Trader,
  input: Input,
  books?: SealedBooks,
): Promise<Replayed> {
  const bar = progressBar(`${agent.id} ${input.from} to ${input.to}`);
  const replayed = await run({
    agent,
    ...input,
    onProgress: (share) => bar.update(share),
    ...(books && { books }),
  });
  bar.done();
  return replayed;
}

/** Loaded only when asked for: a replay in memory needs no database. */
async function openBooks(
  agent: Trader,
  { market }: Input,
): Promise<SealedBooks> {
  const { openReplayBooks } = await import("./wiring/replay_books.ts");
  const url = Deno.env.get(agent.databaseEnv);
  if (url) return await openReplayBooks(url, agent, market);
  fail(
    `Cannot keep books: ${agent.databaseEnv} is not set; start it as deno task replay, which sets it`,
  );
}

/** Proves the journal of the replay and says so; answers whether it is sound. */
async function sealed(books: SealedBooks): Promise<boolean> {
  const { rows, head, fault } = await books.verify();
  await books.close();
  if (fault) console.error(`The books cannot be proven: ${fault}`);
  else console.log(`Journal    ${rows} rows sealed and verified, head ${head}`);
  return fault === undefined;
}

type Flags = ReturnType<typeof flagsOf<string>>;

interface Input {
  tape: Tape;
  market: Market;
  from: string;
  to: string;
}

async function inputOf(agent: Trader, flags: Flags): Promise<Input> {
  const market = marketOf(agent.market);
  if (flags.bars && flags.seed) {
    fail("Cannot replay --bars and --seed at once: give one of them");
  }
  if (flags.seed) return generated(market, flags);
  const folder = required("bars", flags.bars, "FOLDER, or --seed 7");
  if (flags.symbols) {
    fail(
      "Cannot use --symbols with --bars: the folder's files are the symbols",
    );
  }
  return await recorded(market, folder, flags);
}

async function recorded(
  market: Market,
  folder: string,
  flags: Flags,
): Promise<Input> {
  try {
    const { tape, faults, lots } = await readTape(folder, market, {
      skipBadRows: flags["skip-bad-rows"] === "true",
    });
    for (const { file, line, reason } of faults) {
      console.error(`Left out ${file}:${line}: ${reason}`);
    }
    if (tape.outsideHours > 0) {
      console.error(
        `Left out ${tape.outsideHours} bars outside regular hours of ${market.id}`,
      );
    }
    const lotOf = (symbol: string) => lots.get(symbol) ?? market.lotOf(symbol);
    refuseUnknownLots(tape, lotOf, folder);
    const range = rangeOf(market, tape, flags.from, flags.to);
    return { tape, market: { ...market, lotOf }, ...range };
  } catch (error) {
    if (error instanceof TapeError) fail(error.message);
    throw error;
  }
}

/** What has no known lot cannot be sized, and a default has cost others orders. */
function refuseUnknownLots(
  { series }: Tape,
  lotOf: Market["lotOf"],
  folder: string,
): void {
  const unknown = series.map(({ symbol }) => symbol).filter((symbol) =>
    lotOf(symbol) === undefined
  );
  if (unknown.length === 0) return;
  fail(
    `Cannot trade ${unknown.join(", ")}: the board lot is not known; add rows` +
      ` such as "${
        unknown[0]
      },100" to ${folder}/lots.csv under a header "symbol,lot"`,
  );
}

function generated(market: Market, flags: Flags): Input {
  const from = dateFlag("from", flags.from);
  const to = dateFlag("to", flags.to);
  if (from > to) {
    fail(`Cannot replay from ${from} to ${to}: swap --from and --to`);
  }
  const seed = wholeNumber("seed", flags.seed!);
  const symbols = flags.symbols && wholeNumber("symbols", flags.symbols);
  try {
    const tape = generateTape({
      market,
      seed,
      from,
      to,
      ...(symbols ? { symbols } : {}),
      warmUpSessions: WARM_UP_SESSIONS,
    });
    return { tape, market, from, to };
  } catch (error) {
    if (error instanceof RangeError) fail(error.message);
    throw error;
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (/^\d{1,15}$/.test(text)) return number;
  fail(`Cannot read --${name} "${text}": give a whole number, such as 7`);
}

function agentOf(id: string): Trader {
  const agent = TRADERS.find((agent) => agent.id === id);
  if (agent) return agent;
  fail(`Cannot find --agent "${id}": use ${AGENTS.join(" or ")}`);
}
