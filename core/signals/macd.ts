/** Is momentum turning? @module */
import { z } from "zod";
import { rule, signal } from "./rule.ts";

const HOLD_BULLISH = signal("macd_bullish", "hold", "strong");
const HOLD_BEARISH = signal("macd_bearish", "hold", "strong");
const EXIT_BULLISH = signal("macd_bullish", "exit", "moderate");
const EXIT_BEARISH = signal("macd_bearish", "exit", "moderate");

/** Reads the sign only: the histogram's size means nothing across prices. */
export const macd = rule({
  name: "macd",
  parameters: z.object({}),
  read({ side, macdHistogram }) {
    if (macdHistogram > 0) return side === "long" ? HOLD_BULLISH : EXIT_BULLISH;
    if (macdHistogram < 0) return side === "long" ? EXIT_BEARISH : HOLD_BEARISH;
  },
  explain({ macdHistogram }) {
    const where = macdHistogram < 0 ? "below" : "above";
    return `MACD ${where} its signal line`;
  },
});
