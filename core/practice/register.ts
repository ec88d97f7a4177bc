/** What the practice exchange knows of every order that it ever took. @module */
import type { Instant } from "../time.ts";
import type { OrderRecord, Working } from "./working.ts";

export class Register {
  /** All but those that were dropped, oldest first. */
  readonly #taken: Working[] = [];
  /** By every id that was used; null where the order was dropped. */
  readonly #records = new Map<string, OrderRecord | null>();

  /** Whether an id was used before. */
  has(id: string): boolean {
    return this.#records.has(id);
  }

  /** Takes the latest report of an order. */
  note(record: OrderRecord): void {
    const { order } = record;
    if (!this.#records.has(order.id)) this.#taken.push(order);
    this.#records.set(order.id, record);
  }

  /** Knows an id as used from now on, and nothing else of its order. */
  forget(id: string): void {
    const known = this.#records.get(id);
    if (known) this.#taken.splice(this.#taken.indexOf(known.order), 1);
    this.#records.set(id, null);
  }

  recordOf(id: string): OrderRecord | undefined {
    return this.#records.get(id) ?? undefined;
  }

  /** Those of `working` and all that arrived from `since` on, oldest first. */
  listed(working: readonly Working[], since: Instant): OrderRecord[] {
    const isOlder = ({ arrivesAt }: Working) => arrivesAt < since;
    const first = this.#taken.findLastIndex(isOlder) + 1;
    return [...working.filter(isOlder), ...this.#taken.slice(first)]
      .map(({ id }) => this.#records.get(id)!);
  }
}
