/** A scenario on both vendors' wires, in one symbol. @module */
import { type Stage, stage, type StageOptions } from "./stage.ts";

export const VENUES = ["alpaca", "opend"] as const;
export type Venue = typeof VENUES[number];

const SYMBOL: Record<Venue, string> = { alpaca: "CPB", opend: "0700" };

/** One price for ever, traded in plenty. */
export const steady = (open: number, volume = 100_000) => () => ({
  open,
  volume,
});

export function both(
  name: string,
  draw: StageOptions["draw"],
  act: (on: Stage, symbol: string, venue: Venue) => Promise<void>,
): void {
  for (const venue of VENUES) {
    const symbol = SYMBOL[venue];
    Deno.test(`${name} (${venue})`, () =>
      stage(
        { venue, symbols: [symbol], draw },
        (on) => act(on, symbol, venue),
      ));
  }
}
