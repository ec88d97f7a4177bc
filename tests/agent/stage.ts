/** A venue and new books of the trader that practises first: Hong Kong opens five minutes after it. @module */
import { freshDatabase, ignore, type TestDatabase } from "../postgres.ts";
import { type Running, startVenue, type Venue } from "./processes.ts";

export const TRADER = "intl_claude";

export interface Stage {
  venue: Venue;
  books: TestDatabase;
  /** What runs on it, and is killed at the end if it still does. */
  keep(running: Running): Running;
}

/** @param speed Market seconds per second. */
export function stageTest(
  name: string,
  speed: number,
  work: (stage: Stage) => Promise<void>,
): void {
  Deno.test({ name, ignore, fn: () => staged(speed, work) });
}

async function staged(
  speed: number,
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  const books = await freshDatabase("intl");
  const venue = await startVenue({ speed });
  const started: Running[] = [];
  const keep = (running: Running) => {
    started.push(running);
    return running;
  };
  try {
    await work({ venue, books, keep });
  } finally {
    for (const one of [...started, venue.process]) {
      one.kill("SIGKILL");
      await one.ended;
    }
    await venue.database.drop();
    await books.drop();
  }
}
