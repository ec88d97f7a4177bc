/** One sentence of what every broker keeps, and how that is seen. @module */
import type { Registered } from "./registered.ts";

export type Promised = [
  sentence: string,
  keep: (one: Registered) => Promise<void>,
  /** Whether it is about so short times that nothing else may run beside it. */
  isTimed?: boolean,
];

/** All of them at the same time; none is left to itself where another fails. */
export async function together(keeping: Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(keeping);
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (failed) throw Object(failed).reason;
}
