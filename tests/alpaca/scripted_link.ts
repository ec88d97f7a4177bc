/** The real adapter in front of a server that says what a test wants. @module */
import {
  type AlpacaLink,
  openAlpaca,
} from "../../core/adapters/brokers/alpaca/open.ts";
import { us } from "../../core/market/us.ts";
import type { ApprovedOrder, Ticket } from "../../core/risk/gate.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { type Heard, hearing } from "../brokers/heard.ts";
import { ENTRY } from "../tickets.ts";
import { KEYS, OPEN } from "./practice.ts";
import {
  type Scripted,
  type ScriptedVenue,
  scriptedVenue,
} from "./scripted_venue.ts";

export interface ScriptedLink extends Heard<AlpacaLink> {
  venue: ScriptedVenue;
  /** Sets the clock to so many minutes into the session. */
  at(minutes: number): void;
}

/** Opened ten minutes into a session. */
export async function scripted(
  answers: Record<string, Scripted> = {},
  speed = 60,
): Promise<ScriptedLink> {
  const venue = scriptedVenue();
  for (const [path, script] of Object.entries(answers)) {
    venue.answers.set(path, script);
  }
  let now = plus(OPEN, 10 * MINUTE_MS);
  const options = { baseUrl: venue.url, ...KEYS, market: us, speed };
  const heard = await hearing((listener) =>
    openAlpaca({ ...options, now: () => now, listener })
  ).catch(async (error) => {
    await venue[Symbol.asyncDispose]();
    throw error;
  });
  return {
    ...heard,
    venue,
    at(minutes) {
      now = plus(OPEN, minutes * MINUTE_MS) as Instant;
    },
    async [Symbol.asyncDispose]() {
      await heard.link.close();
      await venue[Symbol.asyncDispose]();
    },
  };
}

export function approved(given: Partial<Ticket> = {}): ApprovedOrder {
  return { ...ENTRY, symbol: "AAPL", ...given } as ApprovedOrder;
}
