/** What every broker promises, each a sentence. @module */
import { DOUBT_PROMISES } from "./doubt_promises.ts";
import { LIMIT_PROMISES } from "./limit_promises.ts";
import { LINE_PROMISES } from "./line_promises.ts";
import { ORDER_PROMISES } from "./order_promises.ts";
import type { Promised } from "./promised.ts";
import { READING_PROMISES } from "./reading_promises.ts";

export const PROMISES: readonly Promised[] = [
  ...ORDER_PROMISES,
  ...DOUBT_PROMISES,
  ...READING_PROMISES,
  ...LIMIT_PROMISES,
  ...LINE_PROMISES,
];
