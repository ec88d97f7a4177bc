/** One request, as those who answer it see it. @module */
import { z } from "zod";
import type { Floor } from "../floor.ts";
import type { Client } from "./client.ts";
import type { Gateway } from "./gateway.ts";

export interface Ask<C = unknown> {
  gateway: Gateway;
  floor: Floor;
  client: Client;
  /** The request's own part. */
  c2s: C;
}

/** The answer's own part. */
export type Answer = object | Promise<object>;
export type Handler = (ask: Ask) => Answer;

/** RetType_Failed, RetType_TimeOut. */
const RET_TYPE = { refused: -1, denied: -1, timeout: -100 } as const;

/**
 * The answer is no, in words for whoever asked. What is `denied` does not get
 * as far as any protocol; after a `timeout` OpenD itself does not know.
 */
export class Refusal extends Error {
  override name = "Refusal";
  readonly retType: number;

  constructor(
    message: string,
    readonly kind: keyof typeof RET_TYPE = "refused",
  ) {
    super(message);
    this.retType = RET_TYPE[kind];
  }
}

/** No answer goes out, whatever was done. */
export class Unanswered extends Error {
  override name = "Unanswered";

  /** @param cuts Whether the connection ends with it. */
  constructor(readonly cuts: boolean) {
    super("No answer goes out");
  }
}

/** A handler that reads only what it needs of its request. */
export function reading<C>(
  shape: z.ZodType<C>,
  answer: (ask: Ask<C>) => Answer,
): Handler {
  return (ask) => {
    const read = shape.safeParse(ask.c2s);
    if (read.success) return answer({ ...ask, c2s: read.data });
    const { path, message } = read.error.issues[0]!;
    throw new Refusal(`Cannot read ${path.join(".")}: ${message}`);
  };
}
