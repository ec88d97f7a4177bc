/**
 * One child that is started again whenever it ends unasked. It is a session of
 * its own, so that a Ctrl-C reaches the launcher alone, which ends all in order;
 * it leaves by itself once its stdin ends, however the launcher did.
 *
 * @module
 */
import { kill } from "./children.ts";
import { eachLine } from "./lines.ts";
import type { Pace } from "./pace.ts";
import { argumentsOf, environmentOf, type Program } from "./program.ts";

export interface Kept {
  name: string;
  /** Asked before every start: it waits for what the child needs. */
  program(): Promise<Program>;
}

/** Told what happens to children. */
export interface Watcher {
  /** A line of the child's own. */
  onLine(name: string, line: string, isFault: boolean): void;
  /** One plain line about it. */
  onNews(line: string): void;
}

/** A child cannot be started, or ends again and again. Its message may be empty: the child has said it all. */
export class ChildFailed extends Error {
  override name = "ChildFailed";
}

/** How one life of a child went. */
interface Life {
  status: Deno.CommandStatus;
  ms: number;
  ready: boolean;
  /** Killed, as it was not ready in time. */
  late: boolean;
  /** Whether it said what is wrong. */
  complained: boolean;
}

export class KeptChild {
  readonly name: string;
  #kept: Kept;
  #watcher: Watcher;
  #pace: Pace;
  #stopping = new AbortController();
  #process: Deno.ChildProcess | undefined;
  #up = Promise.withResolvers<void>();
  #isUp = false;
  #everUp = false;
  #downAt = 0;

  constructor(kept: Kept, watcher: Watcher, pace: Pace) {
    this.name = kept.name;
    this.#kept = kept;
    this.#watcher = watcher;
    this.#pace = pace;
  }

  /** Its process id while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves once it has said that it is ready, and is; for ever open when it cannot be kept. */
  get up(): Promise<void> {
    return this.#up.promise;
  }

  /**
   * Keeps it running until it is stopped.
   *
   * @throws {ChildFailed} If it cannot be kept running.
   */
  async keep(): Promise<void> {
    const { pausesMs, calmMs, quickMs, quickEnds } = this.#pace;
    let quick = 0;
    for (let starts = 0;; starts++) {
      const program = await this.#kept.program();
      if (this.#stopping.signal.aborted) return;
      const life = await this.#live(program);
      if (this.#stopping.signal.aborted) return;
      if (!this.#everUp) this.#checkStart(life);
      quick = life.ms < quickMs ? quick + 1 : 0;
      if (quick >= quickEnds) this.#giveUp(quick, life);
      if (life.ms >= calmMs) starts = 0;
      const pauseMs = pausesMs[starts] ?? pausesMs.at(-1)!;
      this.#watcher.onNews(
        `${this.name} ended ${how(life)}; it starts again in ${
          pauseMs / 1_000
        } s`,
      );
      await pause(pauseMs, this.#stopping.signal);
    }
  }

  /** Tells it to end and waits until it has; kills it when it takes too long. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const process = this.#process;
    if (!process) return;
    // Not both at once: a child takes a second call to end for impatience.
    if (Deno.build.os === "windows") await this.#closeStdin(process);
    else kill(process, "SIGTERM");
    const timer = setTimeout(() => {
      this.#watcher.onNews(
        `${this.name} has not ended for ${
          this.#pace.stopMs / 1_000
        } s and is killed`,
      );
      kill(process, "SIGKILL");
    }, this.#pace.stopMs);
    await process.status;
    clearTimeout(timer);
  }

  async #live(program: Program): Promise<Life> {
    const began = performance.now();
    const process = new Deno.Command(Deno.execPath(), {
      args: argumentsOf(program),
      clearEnv: true,
      env: environmentOf(program),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: true,
    }).spawn();
    this.#process = process;
    const life = { ready: false, late: false, complained: false };
    const late = setTimeout(() => {
      life.late = true;
      kill(process, "SIGKILL");
    }, this.#pace.readyMs);
    const said = [
      eachLine(process.stdout, (line) => {
        if (!life.ready && /^ready\b/.test(line)) {
          life.ready = true;
          clearTimeout(late);
          this.#onUp();
        } else this.#watcher.onLine(this.name, line, false);
      }),
      eachLine(process.stderr, (line) => {
        life.complained ||= line !== "";
        this.#watcher.onLine(this.name, line, true);
      }),
    ];
    try {
      const [status] = await Promise.all([process.status, ...said]);
      return { ...life, status, ms: performance.now() - began };
    } finally {
      clearTimeout(late);
      this.#onDown();
      await this.#closeStdin(process);
    }
  }

  #onUp(): void {
    if (this.#everUp) {
      const seconds = (performance.now() - this.#downAt) / 1_000;
      this.#watcher.onNews(
        `${this.name} is back after ${seconds.toFixed(1)} s`,
      );
    }
    this.#everUp = this.#isUp = true;
    this.#up.resolve();
  }

  #onDown(): void {
    this.#process = undefined;
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#downAt = performance.now();
    this.#up = Promise.withResolvers();
  }

  /** What ends its very first start with code 1 would end every other. */
  #checkStart({ late, complained, status }: Life): void {
    const cannot = `Cannot start ${this.name}: it`;
    if (late) {
      const seconds = this.#pace.readyMs / 1_000;
      throw new ChildFailed(`${cannot} has not been ready for ${seconds} s`);
    }
    if (status.code !== 1) return;
    throw new ChildFailed(complained ? "" : `${cannot} ended with code 1`);
  }

  #giveUp(times: number, life: Life): never {
    throw new ChildFailed(
      `Cannot keep ${this.name} running: it ended ${times} times within ` +
        `${this.#pace.quickMs / 1_000} s of its start, last ${how(life)}`,
    );
  }

  async #closeStdin({ stdin }: Deno.ChildProcess): Promise<void> {
    // It may have closed its end, and we ours.
    await stdin.close().catch(() => undefined);
  }
}

function how({ late, status: { signal, code } }: Life): string {
  if (late) return "as it was not ready in time";
  return signal ? `by ${signal}` : `with code ${code}`;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    }, { once: true });
  });
}
