/** Which markets a practice venue has. @module */
import { z } from "zod";

const Accounts = z.array(z.object({ market: z.string() }));
const ANSWER_MS = 5_000;

/** Undefined when nobody answers there, or somebody else does. */
export async function practisedMarkets(
  practice: string,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const response = await fetch(`${practice}/practice/accounts`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const accounts = Accounts.safeParse(await response.json());
    return accounts.data && new Set(accounts.data.map(({ market }) => market));
  } catch (error) {
    const isNone = error instanceof TypeError || error instanceof SyntaxError ||
      (error instanceof DOMException && error.name === "TimeoutError");
    if (isNone) return undefined;
    throw error;
  }
}
