/** The agent's side of a venue that runs in a thread of its own. @module */
import type { Instant } from "../../core/time.ts";

export const HOST = "127.0.0.1";
export const KEYS = { key: "PKFIGURES", secret: "figures" };
/** Request limits are not what is measured here. */
export const SPEED = 100_000;

/** What the thread is asked: to open, or to play up to a moment. */
export type Asked =
  | { open: { agent: string; date: string; at: Instant } }
  | { to: Instant };

/** What it tells: where it listens, that it is there, and when an order came, in ms since 1970. */
export type Told =
  | { port: number; symbols: readonly string[] }
  | { there: true }
  | { order: number };

export interface Venue {
  port: number;
  symbols: readonly string[];
  /** Where its clock stands. */
  now(): Instant;
  /** Sets its clock and plays up to it. */
  to(at: Instant): Promise<void>;
  /** When the order came that is not asked for yet, in ms since 1970; NaN if none does. */
  orderAt(): Promise<number>;
  close(): void;
}

/** An order that came is told of by then. */
const TOLD_MS = 20;

export async function openVenue(
  agent: string,
  date: string,
  begin: Instant,
): Promise<Venue> {
  const thread = new Worker(new URL("./venue_thread.ts", import.meta.url), {
    type: "module",
  });
  const orders: number[] = [];
  let answer: (told: Told) => void = () => {};
  let ordered = () => {};
  thread.onmessage = ({ data }: MessageEvent<Told>) => {
    if (!("order" in data)) return answer(data);
    orders.push(data.order);
    ordered();
  };
  const ask = (asked: Asked) =>
    new Promise<Told>((done) => {
      answer = done;
      thread.postMessage(asked);
    });
  let at = begin;
  const opened = await ask({ open: { agent, date, at } });
  if (!("port" in opened)) throw new Error("The venue did not open");
  return {
    ...opened,
    now: () => at,
    async to(next) {
      at = next;
      await ask({ to: at });
    },
    async orderAt() {
      if (orders.length === 0) {
        await new Promise<void>((done) => {
          ordered = done;
          setTimeout(done, TOLD_MS);
        });
      }
      return orders.shift() ?? NaN;
    },
    close: () => thread.terminate(),
  };
}
