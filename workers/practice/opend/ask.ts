/** One request, as those who answer it see it. @module */
import { z } from "zod";
import type { Floor } from "../floor.ts";
import type { Client } from "./client.ts";

export interface Ask<C = unknown> {
  floor: Floor;
  client: Client;
  /** The request's own part. */
  c2s: C;
}

/** The answer's own part. */
export type Answer = object | Promise<object>;
export type Handler = (ask: Ask) => Answer;

/** The answer is no, in words for whoever asked. */
export class Refusal extends Error {
  override name = "Refusal";
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
