/** What can go wrong between us and OpenD, by what it says about the request. @module */
import { z } from "zod";
import type { Response } from "../opend/messages.ts";

/** OpenD said no: it did not do it. */
export class Refused extends Error {
  override name = "Refused";
}

/** OpenD said no because it is asked too often; it says nothing of what was asked. */
export class TooOften extends Refused {
  override name = "TooOften";
}

/** Nothing left us: it could not be written, there is nobody to send it to, or it must wait. */
export class Unsent extends Error {
  override name = "Unsent";
}

/** It may have been done: no answer, no connection, or no telling what it says. */
export class Unclear extends Error {
  override name = "Unclear";
}

/** OpenD's own requests fail too; then it answers like this, in either language. */
const UPSTREAM =
  /time-? ?out|timed out|network|disconnect|try again|超时|网络|断开|重试/i;
const OFTEN = /frequen|too many|too often|频/i;
const REFUSED = -1;

/** Why a response that is not 0 failed: only −1 with a text that says so is a no. */
export function failureOf(
  name: string,
  { retType, retMsg }: Response,
): Refused | Unclear {
  if (retType === REFUSED && OFTEN.test(retMsg)) return new TooOften(retMsg);
  if (retType === REFUSED && retMsg !== "" && !UPSTREAM.test(retMsg)) {
    return new Refused(retMsg);
  }
  const text = retMsg === "" ? "no reason given" : retMsg;
  return new Unclear(`OpenD answered ${name} with ${retType}: ${text}`);
}

/** One line of why, whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const { path, message } = error.issues[0]!;
    return `${path.join(".")}: ${message}`;
  }
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0]!;
}
