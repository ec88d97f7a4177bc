/** A desk whose market shows an entry pattern, for the tests of the flows. @module */
import { chartOf, path } from "./charts.ts";
import { type Options, TestDesk } from "./desk.ts";

/** A bull flag that enters at 105.6055: 50 quiet bars, a pole of 6 %, a flag. */
const FLAG = path(100, [100, 49], [106, 8], [105.5, 1], [104, 5]);

interface Shown {
  shown?: string;
  /** Yesterday's close: from 10 % above it the score falls. */
  priorClose?: number;
}

/** A desk whose market shows the same flag in every one of `symbols`. */
export function flags(symbols: string[], options: Options & Shown = {}) {
  const { shown = "105", priorClose = 100 } = options;
  const charts = symbols.map((symbol) =>
    chartOf({ symbol, closes: FLAG, price: 105, known: { priorClose } })
  );
  const test = new TestDesk({ charts, ...options });
  for (const symbol of symbols) test.show(symbol, shown);
  return test;
}
