/** The embedded server while an ecosystem runs on it: started again should it die. @module */
import {
  type LocalPostgres,
  openLocalPostgres,
} from "../../core/adapters/local_postgres/open.ts";
import { LOGINS } from "../../sql/logins.ts";
import { HOST, listens } from "./ports.ts";

const EVERY_MS = 2_000;

export class KeptPostgres {
  /** Rejects when it is gone and cannot be started again. */
  readonly failed: Promise<never>;
  #fail: (error: unknown) => void;
  #data: string;
  #say: (line: string) => void;
  #server: LocalPostgres;
  #reviving: Promise<void> | undefined;
  #timer: ReturnType<typeof setInterval>;
  #closed = false;

  private constructor(
    data: string,
    say: (line: string) => void,
    server: LocalPostgres,
  ) {
    this.#data = data;
    this.#say = say;
    this.#server = server;
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.failed = promise;
    this.#fail = reject;
    this.#timer = setInterval(() => {
      this.alive().catch(this.#fail);
    }, EVERY_MS);
    Deno.unrefTimer(this.#timer);
  }

  /** @throws {LocalPostgresError} If it cannot be had. */
  static async open(
    data: string,
    say: (line: string) => void,
  ): Promise<KeptPostgres> {
    return new KeptPostgres(data, say, await opened(data, say));
  }

  /** Good until it is started again: it may have moved to another port. */
  get server(): LocalPostgres {
    return this.#server;
  }

  /**
   * Resolves when it listens; starts it when it does not.
   *
   * @throws {LocalPostgresError} If it cannot be started again.
   */
  async alive(): Promise<void> {
    if (this.#closed || await listens(this.#server.port)) return;
    await (this.#reviving ??= this.#revive().finally(() => {
      this.#reviving = undefined;
    }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#reviving?.catch(() => undefined);
    await this.#server.close();
  }

  async #revive(): Promise<void> {
    if (this.#closed) return;
    this.#say(
      `PostgreSQL is gone from ${HOST}:${this.#server.port}; it is started again`,
    );
    await this.#server.close();
    this.#server = await opened(this.#data, this.#say);
    this.#say("PostgreSQL is back");
  }
}

async function opened(
  data: string,
  say: (line: string) => void,
): Promise<LocalPostgres> {
  return await openLocalPostgres({
    folder: data,
    logins: LOGINS,
    onProgress: say,
  });
}
