/**
 * The life of orders, simulated: the real flows over real books against a mean
 * broker, with crashes between any two calls. One seed is one run.
 *
 * @module
 */
import type { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import type { book } from "../../core/flows/book.ts";
import type { execute } from "../../core/flows/execute.ts";
import type { recover, resolve } from "../../core/flows/recover.ts";
import { Random } from "../../core/practice/random.ts";
import type { Desk } from "../../core/ports.ts";
import { plus, SECOND_MS } from "../../core/time.ts";
import { isLive, type Order } from "../../core/trading/order.ts";
import { Broken, must, Witness } from "./invariants.ts";
import { CALM, type Faults, LATEST, MEAN } from "./faults.ts";
import { MeanBroker } from "./mean_broker.ts";
import { Died, Process } from "./process.ts";
import { type Choice, entryOf, exitOf, SCENE } from "./trader.ts";

/** What is simulated: the program itself, or a copy of it with a bug. */
export interface Program {
  execute: typeof execute;
  book: typeof book;
  recover: typeof recover;
  resolve: typeof resolve;
  MemoryBooks: typeof MemoryBooks;
}

interface Worker {
  process: Process;
  desk: Desk;
}

type Act = (worker: Worker) => Promise<unknown>;

export interface Story {
  books: MemoryBooks;
  happened: ReadonlyMap<keyof Faults, number>;
}

/**
 * Runs one seed: `steps` steps with faults, then a calm in which all must settle.
 *
 * @throws {Broken} If an invariant did not hold; names the seed and the step.
 */
export async function simulate(
  program: Program,
  seed: number,
  steps: number,
  faults: Faults = MEAN,
): Promise<Story> {
  const simulation = new Simulation(program, seed, faults);
  try {
    for (let i = 0; i < steps; i++) await simulation.step();
    await simulation.settle();
  } catch (error) {
    const where = `Seed ${seed}, step ${simulation.steps}`;
    throw new Broken(`${where}: ${(error as Error).message}`, { cause: error });
  }
  return { books: simulation.books, happened: simulation.broker.happened };
}

class Simulation {
  steps = 0;
  readonly books: MemoryBooks;
  readonly #program: Program;
  readonly #random: Random;
  readonly broker: MeanBroker;
  readonly #witness: Witness;
  #now = SCENE.start;
  #worker: Worker;

  constructor(program: Program, seed: number, faults: Faults) {
    const random = Random.seeded(seed);
    this.#program = program;
    this.#random = random.fork("program");
    this.books = new program.MemoryBooks(SCENE.agent.paperCash);
    this.broker = new MeanBroker(random.fork("venue"), faults, this.#now);
    this.#witness = new Witness(this.books, this.broker);
    this.#worker = this.#started();
  }

  async step(): Promise<void> {
    this.steps++;
    this.#now = plus(this.#now, this.#random.whole(1, 40) * SECOND_MS);
    this.broker.pass(this.#now);
    if (this.#worker.process.dead) await this.#restart();
    else await this.#act();
    this.#witness.check();
  }

  /** Faults stop: within a bounded time books and venue are one. */
  async settle(): Promise<void> {
    this.broker.faults = CALM;
    const { sent } = this.#witness;
    for (let i = 0; i < LATEST + 8; i++) {
      this.steps++;
      this.broker.pass(this.#now);
      if (i === LATEST + 1) this.broker.expireAll();
      if (this.#worker.process.dead) await this.#restart();
      await this.#alone(({ desk }) => this.#program.resolve(desk));
      for (const { id, status } of this.books.orders.values()) {
        const stuck = status === "unknown" && this.broker.placed.has(id);
        must(!stuck || this.#worker.process.dead, `${id} is still unknown`);
      }
      await this.#alone((worker) => this.#tend(worker));
      this.#witness.check();
    }
    must(this.#witness.sent === sent, "Something was sent while settling");
    this.#witness.settled();
  }

  async #act(): Promise<void> {
    const draw = this.#random.uniform();
    if (draw < 0.3) await this.#alone((worker) => this.#tend(worker));
    else if (draw < 0.5) {
      await this.#alone(({ desk }) => this.#program.resolve(desk));
    } else if (draw < 0.6) {
      await this.#alone((worker) => this.#withdraw(worker));
    } else if (draw < 0.62) this.#worker.process.dead = true;
    else if (draw < 0.67) {
      const settle: Act = ({ desk }) => this.#program.recover(desk);
      await this.#doubleStart((worker) => this.#listen(worker), settle);
    } else await this.#order(draw > 0.8 ? entryOf : exitOf);
  }

  /** Sends what `choose` wants: alone, while reports come in, or twice started. */
  async #order(choose: typeof exitOf): Promise<void> {
    const { process } = this.#worker;
    let choice: Choice | undefined;
    await this.#alone(async ({ desk }) => {
      choice = await choose(desk, this.#random);
    });
    if (!choice || process.dead) return;
    const { decision, ticket, exposure } = choice;
    this.#witness.measured(exposure, ticket);
    const send = ({ desk }: Worker) =>
      this.#program.execute(desk, decision, ticket, exposure);
    const draw = this.#random.uniform();
    if (draw < 0.4) return await this.#alone(send);
    const listen: Act = (worker) => this.#listen(worker);
    if (draw < 0.7) return await this.#together([send, listen]);
    if (draw < 0.85) return await this.#doubleStart(send, send);
    await this.#doubleStart(send, ({ desk }) => this.#program.recover(desk));
  }

  /** Two processes at once: for a moment neither knows of the other. */
  async #doubleStart(first: Act, second: Act): Promise<void> {
    const twin = this.#started();
    await this.#together([first, () => second(twin)], twin);
    // Which of them should have been there is not known: both are stopped.
    this.#worker.process.dead = true;
  }

  /** Books what comes in, for a while. */
  async #listen(worker: Worker): Promise<void> {
    for (let i = 0; i < 5; i++) await this.#tend(worker);
  }

  async #tend({ desk }: Worker): Promise<void> {
    for (const report of await desk.broker.reports()) {
      const { kind } = await this.#program.book(desk, report);
      must(kind === "done", `Nothing is written down of ${report.orderId}`);
    }
  }

  async #withdraw({ desk }: Worker): Promise<void> {
    const live = [...this.books.orders.values()].filter(isLive);
    if (live.length === 0) return;
    const { id } = this.#random.pick(live);
    await desk.books.recordCancelAsked(id, this.#now);
    await desk.broker.cancel(id);
  }

  async #restart(): Promise<void> {
    this.broker.reconnect();
    this.#worker = this.#started();
    await this.#alone(({ desk }) => this.#program.recover(desk));
    if (this.#worker.process.dead) return;
    for (const { id, status } of this.books.orders.values()) {
      const left = status === "intent" || status === "submitting";
      must(!left, `${id} is still ${status} after recovery`);
    }
  }

  async #alone(act: Act): Promise<void> {
    await this.#together([act]);
  }

  /** Runs `acts` at the same time; what a process may die of, it dies of. */
  async #together(
    acts: readonly Act[],
    twin?: Worker,
  ): Promise<void> {
    const worker = this.#worker;
    const ends = await Promise.allSettled(acts.map((act) => act(worker)));
    ends.forEach((end, index) => {
      if (end.status === "fulfilled") return;
      this.#judge(end.reason, acts.length > 1);
      (index > 0 && twin || worker).process.dead = true;
    });
    if (twin) twin.process.dead = true;
  }

  /** Throws on what must never happen. */
  #judge(error: Error, racing: boolean): void {
    if (error instanceof Died || error.name === "BrokerUnavailable") return;
    const { message } = error;
    // Another writer was faster: nothing was written.
    if (racing && /^Cannot (record report: |buy |sell )/.test(message)) return;
    // So may a report of an exit be, than that of the entry before it.
    if (/^Cannot (buy|sell) /.test(message) && this.#isBehind()) return;
    throw error;
  }

  /** Whether an entry has fills that the books were not told of yet. */
  #isBehind(): boolean {
    const behind = ({ id, purpose, filledQuantity }: Order) =>
      purpose === "entry" &&
      (this.broker.placed.get(id)?.filled ?? 0) > filledQuantity;
    return this.books.orders.values().some(behind);
  }

  #started(): Worker {
    const dies = () => this.broker.happens("crash");
    const process = new Process(this.#random, dies);
    const witness = this.#witness;
    const books = process.door(this.books, {
      before(method, [, order]) {
        if (method !== "recordIntent") return;
        witness.wrote(process, (order as Order).id);
      },
      after(method, [id], result) {
        if (method === "claim" && result) witness.won(process, id as string);
      },
    });
    const broker = process.door(this.broker, {
      before(method, [order]) {
        if (method === "submit") witness.sends(process, order as never);
      },
    });
    const clock = { now: () => this.#now, until: () => Promise.resolve(true) };
    const desk = { ...SCENE, clock, books, broker, sightings: new Map() };
    return { process, desk };
  }
}
