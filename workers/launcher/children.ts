/**
 * The programs that the launcher starts: what each may do, and what becomes of
 * them when somebody ends the launcher.
 *
 * @module
 */
export interface Program {
  /** Under workers/. */
  script: string;
  args: string[];
  /** All it gets to see of the environment, and all it may reach is in there. */
  urls?: Record<string, string>;
  /** Permissions besides. */
  permissions?: string[];
}

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

/** What Deno itself needs: its folders, the terminal, the way to a proxy. */
const FOR_DENO =
  /^(DENO_\w+|PATH|HOME|XDG_CACHE_HOME|TMPDIR|TEMP|TMP|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LANG|LC_\w+|TZ|SSL_CERT_\w+|SYSTEMROOT|USERPROFILE|(LOCAL)?APPDATA)$/i;

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

  /** Starts a program on our terminal and waits until it ends; its exit code. */
  async run(program: Program): Promise<number> {
    if (this.#code !== undefined) return this.#code;
    this.#running = new Deno.Command(Deno.execPath(), {
      args: argumentsOf(program),
      clearEnv: true,
      env: environmentOf(program),
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
    try {
      return (await this.#running.status).code;
    } finally {
      this.#running = undefined;
    }
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

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // The terminal may have told it before us, and it has ended.
    const gone = error instanceof TypeError ||
      error instanceof Deno.errors.NotFound;
    if (!gone) throw error;
  }
}

function argumentsOf({ script, args, urls = {}, permissions = [] }: Program) {
  const names = Object.keys(urls);
  const parsed = Object.values(urls).map((url) => new URL(url));
  const hosts = [...new Set(parsed.map(hostOf))];
  // Certificates of a private authority are a file.
  const files = parsed.flatMap(({ searchParams }) =>
    searchParams.getAll("sslrootcert")
  );
  return [
    "run",
    "--no-prompt",
    ...permissions,
    // What it may not see is not there, instead of ending the program.
    ...(names.length ? ["--ignore-env", `--allow-env=${names}`] : []),
    ...(hosts.length ? [`--allow-net=${hosts}`] : []),
    ...files.map((file) => `--allow-read=${file}`),
    new URL(`../${script}`, import.meta.url).href,
    ...args,
  ];
}

function environmentOf({ urls }: Program): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  const ours = all.filter(([name]) => FOR_DENO.test(name));
  return { ...Object.fromEntries(ours), ...urls };
}

function hostOf({ hostname, port }: URL): string {
  return `${hostname}:${port || 5432}`;
}
