/** Numbers for keys, drawn from the database in blocks: an id costs no transaction of its own. @module */
import type { Writer } from "./writer.ts";

/** Numbers of one draw. What is left of a block when its process ends is never given. */
const BLOCK = 50;

/** The numbers of one agent, for one session after the other. */
export class Numbers {
  readonly #writer: Writer;
  #session = "";
  #next = 1;
  #last = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /** The next number of `session`, never given twice. */
  next(session: string): Promise<number> {
    const number = this.#turn.then(() => this.#take(session));
    // Who asked hears of a draw that failed; who asks next draws again.
    this.#turn = number.then(() => {}, () => {});
    return number;
  }

  async #take(session: string): Promise<number> {
    if (session !== this.#session || this.#next > this.#last) {
      this.#last = await draw(this.#writer, session);
      this.#next = this.#last - BLOCK + 1;
      this.#session = session;
    }
    return this.#next++;
  }
}

/** Takes a block and answers its last number: a write like any other, so under the fence. */
async function draw(
  { database, agent, fence }: Writer,
  session: string,
): Promise<number> {
  const [row] = await database.write((sql) =>
    sql`with fence as (select ops.require_fence(${agent}, ${fence}::bigint))
        insert into ops.counters as c (session_date, last_number)
        select ${session}::date, ${BLOCK}::integer from fence
        on conflict (session_date)
          do update set last_number = c.last_number + ${BLOCK}::integer
        returning last_number`
  );
  return row!.last_number;
}
