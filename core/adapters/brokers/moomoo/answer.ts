/** Bodies to and from OpenD: checked before they leave, read when they come. @module */
import type { z } from "zod";
import { decodeResponse, DONE, encodeRequest } from "../opend/messages.ts";
import type { RequestName } from "../opend/protocol.ts";
import { failureOf, reasonOf, Unclear, Unsent } from "./failure.ts";

/** @throws {Unsent} If it is no such request. */
export function requestBody(name: RequestName, c2s: object): Uint8Array {
  try {
    return encodeRequest(name, c2s);
  } catch (error) {
    throw new Unsent(reasonOf(error));
  }
}

/**
 * Of an answer, what `shape` reads.
 *
 * @throws {Refused} If OpenD said no.
 * @throws {Unclear} If it says neither yes nor no.
 */
export function answerIn<T>(
  name: RequestName,
  body: Uint8Array,
  shape: z.ZodType<T>,
): T {
  const response = read(name, body);
  if (response.retType !== DONE) throw failureOf(name, response);
  const known = shape.safeParse(response.s2c ?? {});
  if (known.success) return known.data;
  throw new Unclear(
    `Cannot read the answer to ${name}: ${reasonOf(known.error)}`,
  );
}

function read(name: RequestName, body: Uint8Array) {
  try {
    return decodeResponse(name, body);
  } catch (error) {
    throw new Unclear(reasonOf(error));
  }
}
