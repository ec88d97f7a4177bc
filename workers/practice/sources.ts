/** The bars that a practice venue plays: of a seed, or out of a folder. @module */
import { readTape, TapeError } from "../../core/adapters/tape_files.ts";
import type { Market } from "../../core/market/market.ts";
import { MARKETS } from "../../core/market/mod.ts";
import {
  seedSource,
  type TapeSource,
  tapeSource,
} from "../../core/practice/tape_source.ts";

/** Sessions before the first one to practise: what agents look back on. */
const WARM_UP = 25;
/** Bad rows that are named; there may be thousands. */
const TOLD_FAULTS = 5;
/** The first session of every generated tape, in each market. */
const FIRST_SESSION = "2026-01-05";

/**
 * One source for each market on the tape, "seed ⟨n⟩" or "bars ⟨folder⟩".
 *
 * @throws {TapeError} If the folder is none of bars that can be traded.
 */
export async function sourcesOf(tape: string): Promise<TapeSource[]> {
  const [kind, rest] = [tape.slice(0, 5), tape.slice(5)];
  return kind === "seed "
    ? MARKETS.map((market) => generated(market, Number(rest)))
    : await recorded(rest);
}

function generated(market: Market, seed: number): TapeSource {
  return seedSource({
    market,
    seed,
    from: FIRST_SESSION,
    to: `${market.years.last}-12-31`,
    warmUp: WARM_UP,
  });
}

/** Files of one market, or a sub-folder for each, named by its id. */
async function recorded(folder: string): Promise<TapeSource[]> {
  const { files, folders } = await contentsOf(folder);
  const inside = MARKETS.filter(({ id }) => folders.includes(id));
  if (inside.length === 0) {
    return [await read(folder, marketOfFiles(files, folder))];
  }
  if (files.length > 0) {
    throw new TapeError(
      `Cannot read tape: "${folder}" holds ${files[0]} beside ${
        inside.map(({ id }) => id).join(" and ")
      }; put the files of each market into its folder`,
    );
  }
  const sources: TapeSource[] = [];
  for (const market of inside) {
    sources.push(await read(`${folder}/${market.id}`, market));
  }
  return sources;
}

async function contentsOf(
  folder: string,
): Promise<{ files: string[]; folders: string[] }> {
  const files: string[] = [], folders: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) folders.push(name);
      else if (
        /\.csv$/i.test(name) && !/^lots\.csv$|\.factors\.csv$/i.test(name)
      ) {
        files.push(name);
      }
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TapeError(`Cannot read tape: "${folder}" does not open: ${why}`, {
      cause: error,
    });
  }
  return { files: files.sort(), folders };
}

/** The one market in which every file is named after a security. */
function marketOfFiles(files: readonly string[], folder: string): Market {
  if (files.length === 0) {
    throw new TapeError(
      `Cannot read tape: no <symbol>.csv in "${folder}"; add files of bars, or folders ${
        MARKETS.map(({ id }) => id).join(" and ")
      } with such files`,
    );
  }
  const fitting = MARKETS.filter((market) =>
    files.every((file) => isNamedAfter(file, market))
  );
  const [market] = fitting;
  if (market && fitting.length === 1) return market;
  throw new TapeError(
    `Cannot tell the market of "${folder}" by ${
      files[0]
    } and others: put the files of each market into a folder of its own, ${
      MARKETS.map(({ id }) => id).join(" or ")
    }`,
  );
}

function isNamedAfter(file: string, market: Market): boolean {
  const stem = file.slice(0, -".csv".length);
  const [beforeRemark = ""] = stem.split("-", 1);
  return (market.symbolOf(stem) ?? market.symbolOf(beforeRemark)) !== undefined;
}

async function read(folder: string, market: Market): Promise<TapeSource> {
  const { tape, lots, faults } = await readTape(folder, market, {
    skipBadRows: true,
  });
  for (const { file, line, reason } of faults.slice(0, TOLD_FAULTS)) {
    console.error(`Left out ${file}:${line}: ${reason}`);
  }
  if (faults.length > TOLD_FAULTS) {
    console.error(`Left out ${faults.length} bad rows in all`);
  }
  if (tape.outsideHours > 0) {
    console.error(
      `Left out ${tape.outsideHours} bars outside regular hours of ${market.id}`,
    );
  }
  refuseUnknownLots(
    tape.series.map(({ symbol }) => symbol),
    (symbol) => lots.get(symbol) ?? market.lotOf(symbol),
    folder,
  );
  try {
    return tapeSource(tape, market, lots, WARM_UP);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TapeError(`${error.message}; "${folder}" needs some`);
  }
}

/** What has no known lot cannot be sized, and a default has cost others orders. */
function refuseUnknownLots(
  symbols: readonly string[],
  lotOf: Market["lotOf"],
  folder: string,
): void {
  const unknown = symbols.filter((symbol) => lotOf(symbol) === undefined);
  if (unknown.length === 0) return;
  throw new TapeError(
    `Cannot trade ${unknown.join(", ")}: the board lot is not known; add rows` +
      ` such as "${
        unknown[0]
      },100" to ${folder}/lots.csv under a header "symbol,lot"`,
  );
}
