/** Who is subscribed to what, and what is left of OpenD's quota. @module */
import { MINUTE_MS } from "../../../core/time.ts";
import { Refusal } from "./ask.ts";
import type { Client } from "./client.ts";
import { codeOf } from "./security.ts";

/** One type of data of one security: a unit of the quota, whoever shares it. */
export interface Topic {
  type: number;
  symbol: string;
}

interface Entry extends Topic {
  holders: Set<Client>;
  /** Machine time. */
  since: number;
}

/** SubType_Basic and SubType_KL_1Min, which are what is pushed here. */
export const QUOTES = 1;
export const MINUTES = 11;
export const PUSHED: readonly number[] = [QUOTES, MINUTES];

const TYPE_NAMES: Readonly<Record<number, string>> = {
  [QUOTES]: "Basic",
  [MINUTES]: "KL_1Min",
};

/** What is subscribed costs its share for a minute at least. */
export class Subscriptions {
  readonly quota: number;
  readonly #leastMs: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  /**
   * @param speed Market time per machine time.
   * @param now Machine time in ms.
   */
  constructor(quota: number, speed: number, now: () => number) {
    this.quota = quota;
    this.#leastMs = MINUTE_MS / speed;
    this.#now = now;
  }

  /** Topics in use, also those nobody holds any more before their minute is over. */
  get used(): number {
    for (const [key, { holders, since }] of this.#entries) {
      const over = this.#now() - since > this.#leastMs;
      if (holders.size === 0 && over) this.#entries.delete(key);
    }
    return this.#entries.size;
  }

  get left(): number {
    return this.quota - this.used;
  }

  /** @throws {Refusal} If the quota does not suffice for all; then there is none. */
  add(client: Client, topics: readonly Topic[]): void {
    const used = this.used;
    const more = topics.filter((one) => !this.#entries.has(keyOf(one)));
    if (used + new Set(more.map(keyOf)).size > this.quota) {
      throw new Refusal(
        `订阅额度不足，订阅失败，已用订阅额度：${used}/${this.quota}`,
      );
    }
    for (const topic of topics) {
      const key = keyOf(topic);
      const entry = this.#entries.get(key) ??
        { ...topic, holders: new Set<Client>(), since: this.#now() };
      entry.holders.add(client);
      this.#entries.set(key, entry);
    }
  }

  /** @throws {Refusal} If one of them is too young; then all stay. */
  remove(client: Client, topics: readonly Topic[]): void {
    const held = topics.filter((one) => this.has(client, one));
    for (const { type, symbol } of held) {
      const { since } = this.#entries.get(keyOf({ type, symbol }))!;
      if (this.#now() - since > this.#leastMs) continue;
      throw new Refusal(
        `HK.${codeOf(symbol)}的${
          typeName(type)
        }订阅时间过短，至少需要订阅1分钟`,
      );
    }
    for (const one of held) {
      this.#entries.get(keyOf(one))!.holders.delete(client);
    }
  }

  /** A connection that ends lets go of all, but not of its minute. */
  drop(client: Client): void {
    for (const { holders } of this.#entries.values()) holders.delete(client);
  }

  has(client: Client, topic: Topic): boolean {
    return this.#entries.get(keyOf(topic))?.holders.has(client) ?? false;
  }

  of(client: Client): Topic[] {
    return [...this.#entries.values()]
      .filter(({ holders }) => holders.has(client))
      .map(({ type, symbol }) => ({ type, symbol }));
  }
}

/** As OpenD calls it. */
export function typeName(type: number): string {
  return TYPE_NAMES[type] ?? String(type);
}

function keyOf({ type, symbol }: Topic): string {
  return `${type}/${symbol}`;
}
