/** Opens every door of a trader that runs: its database, its venue, its clock. @module */
import type { Wake } from "../../core/adapters/clocks/wake.ts";
import { sleep } from "../../core/adapters/stores/deadline.ts";
import { PostgresBooks } from "../../core/adapters/stores/trading/books.ts";
import { type Desk, StoreUnavailable } from "../../core/ports.ts";
import type { Alert } from "../../core/trading/alert.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import { type DeskOptions, openSeat, type Seat } from "./desk.ts";
import { openOwn, type OwnDatabase, type OwnOptions } from "./own_database.ts";

export interface TraderOptions
  extends
    DeskOptions,
    Pick<OwnOptions, "url" | "holder" | "onWait" | "onFault"> {
  /** Told of each alert that is new, once it is written down. */
  onAlert: (alert: Alert) => void;
}

export interface TraderDesk {
  desk: Desk;
  /** Of the lease. */
  fence: number;
  /** Seals what is left, gives the lease back, closes every door. */
  close(): Promise<void>;
}

/** As the books name them. */
export const BROKERS = { alpaca: "ALPACA", moomoo: "MOOMOO" } as const;
/** How often the operator's commands are looked for, in machine time. */
const COMMANDS_MS = 250;

/**
 * Takes the lease first, so that whoever had it is done before the venue is
 * asked for anything.
 *
 * @throws {StoreRefused} What only other settings can mend.
 * @throws {StoreUnavailable} The database does not answer.
 * @throws {LeaseHeld} Another process is this agent.
 * @throws {BrokerUnavailable} The venue is not there.
 */
export async function openTrader(options: TraderOptions): Promise<TraderDesk> {
  const { agent, stop } = options;
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const own = await openOwn({
      ...options,
      agent: agent.id,
      kind: "trading",
      ended: stop,
    });
    closing.push(() => own.close());
    stop.throwIfAborted();
    const desk = await deskOf(options, own, closing);
    return { desk, fence: own.lease.fence, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function deskOf(
  options: TraderOptions,
  own: OwnDatabase,
  closing: (() => Promise<void>)[],
): Promise<Desk> {
  const seat = await openSeat(options);
  closing.push(() => seat.close());
  options.stop.throwIfAborted();
  const books = await booksOf(options, own, seat);
  const poll = pollCommands(books, seat.wake, options);
  closing.push(() => poll.stop());
  return seat.desk(books, own.lease);
}

/** New books begin with the cash the venue says there is. */
async function booksOf(
  { agent, practice, onAlert }: TraderOptions,
  { database, lease }: OwnDatabase,
  { link, market }: Seat,
): Promise<PostgresBooks> {
  const { account, cash } = await link.broker.account();
  return await PostgresBooks.open({
    database,
    agent: { id: agent.id, paperCash: cash },
    market,
    broker: practice ? "PRACTICE" : BROKERS[agent.broker],
    account,
    parameters: firstVersion(agent),
    lease,
    onAlert,
  });
}

/** Rings when the operator has asked for something; a database that is away is heard of elsewhere. */
function pollCommands(
  books: PostgresBooks,
  wake: Wake,
  { onFault }: TraderOptions,
): { stop(): Promise<void> } {
  const over = new AbortController();
  const polling = (async () => {
    while (!over.signal.aborted) {
      try {
        if ((await books.commands()).length > 0) wake.ring();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
      }
      await sleep(COMMANDS_MS, over.signal);
    }
  })();
  polling.catch(onFault);
  return {
    async stop() {
      over.abort();
      await polling.catch(() => undefined);
    },
  };
}
