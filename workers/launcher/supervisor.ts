/** All children of one launcher, kept running until all are ended in order. @module */
import {
  ChildFailed,
  type Kept,
  KeptChild,
  type Watcher,
} from "./kept_child.ts";
import { PACE, type Pace } from "./pace.ts";

export class Supervisor {
  /** Rejects when a child cannot be kept running. */
  readonly failed: Promise<never>;
  #fail: (error: unknown) => void;
  #children = new Map<string, KeptChild>();
  #watcher: Watcher;
  #pace: Pace;
  #stopping = false;

  constructor(watcher: Watcher, pace: Pace = PACE) {
    this.#watcher = watcher;
    this.#pace = pace;
    const { promise, reject } = Promise.withResolvers<never>();
    // Nobody may be waiting for it just then; whoever does hears it.
    promise.catch(() => undefined);
    this.failed = promise;
    this.#fail = reject;
  }

  /**
   * Starts a child and keeps it running; resolves once it is ready.
   *
   * @throws {ChildFailed} If it cannot be kept running.
   */
  async start(kept: Kept): Promise<void> {
    if (this.#stopping) {
      throw new ChildFailed(`Cannot start ${kept.name}: ending`);
    }
    const child = new KeptChild(kept, this.#watcher, this.#pace);
    this.#children.set(kept.name, child);
    child.keep().catch(this.#fail);
    await Promise.race([child.up, this.failed]);
  }

  /** Resolves while the child is ready: at once, or when it is back. */
  async up(name: string): Promise<void> {
    await this.#children.get(name)?.up;
  }

  pidOf(name: string): number | undefined {
    return this.#children.get(name)?.pid;
  }

  /** Ends all at once, but whoever `last` names after the others. */
  async stop(last: readonly string[] = []): Promise<void> {
    this.#stopping = true;
    const children = [...this.#children.values()];
    const isLast = ({ name }: KeptChild) => last.includes(name);
    const others = children.filter((one) => !isLast(one));
    await Promise.all(others.map((one) => one.stop()));
    await Promise.all(children.filter(isLast).map((one) => one.stop()));
  }
}
