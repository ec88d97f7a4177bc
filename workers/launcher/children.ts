/** A program on our terminal, and what becomes of it when somebody ends the launcher. @module */
import { argumentsOf, environmentOf, type Program } from "./program.ts";

/** Somebody ended the launcher while no program ran that could end by itself. */
export class Ended extends Error {
  override name = "Ended";
  constructor(readonly code: number) {
    super("Ended by a signal");
  }
}

const NUMBERS: Partial<Record<Deno.Signal, number>> =
  Deno.build.os === "windows"
    ? { SIGINT: 2, SIGBREAK: 21 }
    : { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

const TERMINATED = 128 + 15;
const ECHO_MS = 1_000;

export class Children {
  /** Rejects with `Ended`; race it with what may take long and is no program. */
  readonly ended: Promise<never>;
  #end: (error: Ended) => void;
  #running: Deno.ChildProcess | undefined;
  #code: number | undefined;
  #asked = 0;

  constructor() {
    const { promise, reject } = Promise.withResolvers<never>();
    // Nobody has to race it: a command with a program looks at its exit code.
    promise.catch(() => undefined);
    this.ended = promise;
    this.#end = reject;
    for (const [signal, number] of Object.entries(NUMBERS)) {
      Deno.addSignalListener(
        signal as Deno.Signal,
        () => this.#onSignal(signal as Deno.Signal, 128 + number),
      );
    }
  }

  /**
   * Starts a program on our terminal and waits until it ends; its exit code.
   * One that is `apart` hears of a Ctrl-C from us alone, once, and leaves when
   * its stdin ends, which it does however we end.
   */
  async run(program: Program, apart = false): Promise<number> {
    if (this.#code !== undefined) return this.#code;
    const running = new Deno.Command(Deno.execPath(), {
      args: argumentsOf(program),
      clearEnv: true,
      env: environmentOf(program),
      stdin: apart ? "piped" : "inherit",
      stdout: "inherit",
      stderr: "inherit",
      detached: apart,
    }).spawn();
    this.#running = running;
    try {
      return (await running.status).code;
    } finally {
      this.#running = undefined;
      if (apart) await running.stdin.close().catch(() => undefined);
    }
  }

  /** As by SIGTERM, once: whoever started us is gone and can send none. */
  end(): void {
    if (this.#code === undefined) this.#onSignal("SIGTERM", TERMINATED);
  }

  /** The first asks a program to end, and cleans up after it. A later one does not wait. */
  #onSignal(signal: Deno.Signal, code: number): void {
    if (this.#code !== undefined) {
      // One Ctrl-C comes twice: from the terminal, and passed on by `deno task`.
      if (performance.now() - this.#asked < ECHO_MS) return;
      Deno.exit(code);
    }
    this.#asked = performance.now();
    this.#code = code;
    if (this.#running) kill(this.#running, signal);
    else this.#end(new Ended(code));
  }
}

/** Tells a child to end that may have ended before. */
export function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // The terminal may have told it before us, and it has ended.
    const gone = error instanceof TypeError ||
      error instanceof Deno.errors.NotFound;
    if (!gone) throw error;
  }
}
