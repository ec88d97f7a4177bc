/** The way to OpenD that is sought again whenever it is lost, for ever. @module */
import type { z } from "zod";
import type { Standing } from "../../../ports.ts";
import type { PushName, RequestName } from "../opend/protocol.ts";
import { OpenDClient, type WriteName } from "./client.ts";
import { reasonOf, TooOften, Unclear, Unsent } from "./failure.ts";
import { Limits, type Turn } from "./limits.ts";
import { pause } from "./pause.ts";
import type { Dial } from "./transport.ts";

export interface LineOptions {
  dial: Dial;
  /** Market time per machine time. */
  speed: number;
  /** Takes a new connection's account; it is asked nothing before. */
  greet(client: OpenDClient): Promise<void>;
  /** Asks for all that was missed; comes after `greet`, over the line itself. */
  renew(): Promise<void>;
  /** May throw: then it is unreadable. */
  onPush(name: PushName, s2c: unknown): void;
  /** A push could not be read; undefined if it is not known which. */
  onUnreadable(name: PushName | undefined): void;
  /** Once for each loss. */
  onDown(reason: string): void;
  onUp(): void;
}

/** Machine time between two attempts: the first, and at most. */
const BACKOFF_MS = { first: 1_000, most: 60_000 };
/** Less than this, and a connection was no better than an attempt. */
const STEADY_MS = 60_000;
const JITTER = 0.25;

/** A window, in market time: by then OpenD has forgotten who asked before. */
const PATIENCE_MS = 30_000;
/** Reads, and whatever is not an order, wait for their turn. */
const PATIENT: Turn = { urgent: false, waits: true };

export class Line {
  readonly #options: LineOptions;
  readonly #limits: Limits;
  readonly #ended = new AbortController();
  #client: OpenDClient | undefined;
  /** The latest, whose account may not have been taken yet. */
  #greeting: OpenDClient | undefined;
  #standing: Standing = {
    connected: false,
    reason: "it has not been opened",
    reconnects: 0,
  };
  #unreadable = 0;
  #attempts = 0;
  #upSince = 0;
  #returning: Promise<void> = Promise.resolve();

  constructor(options: LineOptions) {
    this.#options = options;
    this.#limits = new Limits(options.speed, this.#ended.signal);
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** There is somebody to ask, be it not all renewed yet. */
  get reachable(): boolean {
    return this.#client?.over === undefined && this.#client !== undefined;
  }

  /** What arrived and could not be read, so far. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** Aborts when the line is closed: nobody should wait any longer. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** @throws {Error} If it cannot be reached, or not be used, the first time. */
  async open(): Promise<void> {
    await this.#connect();
    this.#stand(null);
  }

  /**
   * Asks when it is its turn; `turn` null is always. Only where OpenD says "too
   * often" is a patient question asked again: somebody else asks there too.
   *
   * @throws {Refused} If OpenD said no.
   * @throws {Unsent} If nothing was sent.
   * @throws {Unclear} If it may have been done.
   */
  async ask<T>(
    name: RequestName,
    c2s: object,
    shape: z.ZodType<T>,
    turn: Turn | null = PATIENT,
  ): Promise<T> {
    const until = performance.now() + PATIENCE_MS / this.#options.speed;
    while (true) {
      try {
        return await this.#inTurn(
          name,
          turn,
          (client) => client.call(name, c2s, shape),
        );
      } catch (error) {
        const again = error instanceof TooOften && turn?.waits &&
          performance.now() < until;
        if (!again) throw error;
      }
    }
  }

  /** As `ask`, for what changes the account. */
  async write<T>(
    name: WriteName,
    c2s: object,
    shape: z.ZodType<T>,
    turn: Turn = PATIENT,
  ): Promise<T> {
    return await this.#inTurn(
      name,
      turn,
      (client) => client.write(name, c2s, shape),
    );
  }

  /** Gives a connection up that is of no use any more. */
  fail(reason: string): void {
    this.#client?.fail(reason);
  }

  /** Leaves no socket and no timer behind. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#greeting?.close();
    await this.#client?.close();
    await this.#returning;
    this.#standing = {
      ...this.#standing,
      connected: false,
      reason: "it was closed",
    };
  }

  async #inTurn<T>(
    name: RequestName,
    turn: Turn | null,
    ask: (client: OpenDClient) => Promise<T>,
  ): Promise<T> {
    this.#connected();
    if (turn) await this.#limits.take(name, turn);
    try {
      return await ask(this.#connected());
    } catch (error) {
      if (error instanceof TooOften) this.#limits.rest(name);
      throw error;
    }
  }

  #connected(): OpenDClient {
    const client = this.#client;
    if (client && client.over === undefined) return client;
    throw new Unsent(
      `no connection to OpenD: ${this.#standing.reason ?? client?.over}`,
    );
  }

  async #connect(): Promise<void> {
    const { dial, greet, renew } = this.#options;
    const client: OpenDClient = await OpenDClient.open(dial, {
      onPush: (name, s2c) => this.#options.onPush(name, s2c),
      onUnreadable: (name) => {
        this.#unreadable++;
        this.#options.onUnreadable(name);
      },
      onDown: (reason) => {
        if (this.#client === client) this.#lose(reason);
      },
    }, this.ended);
    this.#greeting = client;
    try {
      if (this.ended.aborted) throw new Unclear("it was closed");
      await greet(client);
      this.#client = client;
      await renew();
      if (client.over !== undefined) throw new Unclear(client.over);
    } catch (error) {
      const { over } = client;
      await client.close();
      throw over === undefined ? error : new Unclear(over);
    }
  }

  #lose(reason: string): void {
    if (!this.#standing.connected || this.ended.aborted) return;
    const steady = performance.now() - this.#upSince > STEADY_MS;
    if (steady) this.#attempts = 0;
    this.#standing = { ...this.#standing, connected: false, reason };
    this.#options.onDown(reason);
    this.#returning = this.#return(reason);
  }

  /** @param lost Why there is a need to. */
  async #return(lost: string): Promise<void> {
    await this.#client?.close();
    while (!this.ended.aborted) {
      await pause(backoffMs(this.#attempts++), this.ended);
      if (this.ended.aborted) return;
      try {
        await this.#connect();
        return this.#stand(lost);
      } catch (error) {
        const now = reasonOf(error);
        const reason = now === lost ? lost : `${lost}; now: ${now}`;
        this.#standing = { ...this.#standing, reason };
      }
    }
  }

  /** @param lost Why it was away; null the first time. */
  #stand(lost: string | null): void {
    if (this.ended.aborted) return;
    this.#upSince = performance.now();
    const { reconnects } = this.#standing;
    this.#standing = {
      connected: true,
      reason: null,
      reconnects: reconnects + (lost === null ? 0 : 1),
    };
    if (lost !== null) this.#options.onUp();
    // It may have been lost again in between.
    const over = this.#client?.over;
    if (over !== undefined) this.#lose(over);
  }
}

function backoffMs(attempt: number): number {
  const { first, most } = BACKOFF_MS;
  const ms = Math.min(most, first * 2 ** Math.min(attempt, 10));
  return ms * (1 - JITTER * Math.random());
}
