/** The practice venue's own database: what it must not forget, each change before it is told. @module */
import { z } from "zod";
import type { Market } from "../../../market/market.ts";
import type { VenueKeeper } from "../../../practice/venue_keeper.ts";
import { Instant, iso } from "../../../time.ts";
import type { Database } from "../database.ts";
import { StoreRefused } from "../refused.ts";
import { accountKeeper } from "./account.ts";
import { overtaken } from "./overtaken.ts";

/** Played when nothing is asked for and nothing was begun. */
const FIRST_TAPE = "seed 7";

export class PracticeStore {
  private constructor(
    private readonly database: Database,
    /** What was begun on: "seed 7", or "bars ⟨folder⟩". */
    readonly tape: string,
    private readonly fence: number,
    /** Where market time goes on; undefined before it was ever shown. */
    readonly until: Instant | undefined,
  ) {}

  /**
   * From now on whatever an earlier process has still under way is refused.
   *
   * @param tape What to play; undefined goes on with what was begun.
   * @throws {StoreRefused} If another tape was begun.
   */
  static async open(
    database: Database,
    tape: string | undefined,
  ): Promise<PracticeStore> {
    const begun = await begin(database, tape);
    const [clock] = await database.read((sql) =>
      sql<{ until: string }[]>`select until::text from clock`
    );
    const until = clock && z.decode(Instant, clock.until);
    return new PracticeStore(database, begun.tape, begun.fence, until);
  }

  /** Writes down how far market time may be seen, before anybody sees it. */
  async saveClock(until: Instant): Promise<void> {
    const rows = await this.database.write((sql) =>
      sql`insert into clock (until)
        select ${iso(until)}::timestamptz
        from (select from venue where fence = ${this.fence} for share) mine
        on conflict (one) do update set until = excluded.until
          where clock.until <= excluded.until
        returning 1`
    );
    if (rows.length === 0) throw overtaken("market time");
  }

  keeper({ id, currency }: Market): VenueKeeper {
    return accountKeeper(this.database, {
      market: id,
      currency,
      fence: this.fence,
    });
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

async function begin(
  database: Database,
  tape: string | undefined,
): Promise<{ tape: string; fence: number }> {
  const rows = await database.write((sql) =>
    sql<{ tape: string; fence: string }[]>`
      insert into venue as begun (tape, fence) values (${tape ?? FIRST_TAPE}, 1)
      on conflict (one) do update set fence = begun.fence + 1
        where begun.tape = excluded.tape or ${tape === undefined}
      returning tape, fence`
  );
  const [venue] = rows;
  if (venue) return { tape: venue.tape, fence: Number(venue.fence) };
  const [begun] = await database.read((sql) =>
    sql<{ tape: string }[]>`select tape from venue`
  );
  throw new StoreRefused(
    `Cannot practise on ${tape}: this practice was begun on ${begun?.tape}; ` +
      "start it on that, or begin another with --data FOLDER",
  );
}
