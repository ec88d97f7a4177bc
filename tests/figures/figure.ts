/** One thing measured, with its bar if it has one. @module */
export interface Figure {
  name: string;
  seen: number;
  atMost?: number;
  atLeast?: number;
}

/** "ok" or "SHORT" where there is a bar. */
export function verdictOf({ seen, atMost, atLeast }: Figure): string {
  if (atMost === undefined && atLeast === undefined) return "";
  const reached = seen <= (atMost ?? Infinity) &&
    seen >= (atLeast ?? -Infinity);
  return reached ? "ok" : "SHORT";
}
