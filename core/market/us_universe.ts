/** Large and actively traded US shares, drawn up by hand: no ranking of one day. @module */
import type { Universe } from "./universe.ts";

export const US_UNIVERSE: Universe = {
  asOf: "2026-11-22",
  symbols: words(`
    AAPL ABBV ADBE AMD AMZN AVGO BA BAC BRK.B C CAT COST CRM CSCO CVX DIS F GE
    GOOGL GS HD IBM INTC JNJ JPM KO LLY MA META MRK MSFT MU NFLX NVDA ORCL PEP
    PFE PG PLTR QCOM T TSLA UBER UNH V VZ WFC WMT XOM
  `),
};

function words(text: string): readonly string[] {
  return text.match(/\S+/g) ?? [];
}
