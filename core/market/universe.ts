/** Which securities an agent may look at. @module */

export interface Universe {
  /** The ISO date on which the list was drawn up: names grow and fade. */
  asOf: string;
  /** Canonical symbols, in the market's own spelling. */
  symbols: readonly string[];
}
