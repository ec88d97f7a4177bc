/** One question to our own API. @module */
import { z } from "zod";

/** No answer, or none that can be used. */
export class ApiSilent extends Error {
  override name = "ApiSilent";
}

const DEADLINE_MS = 3_000;
const Body = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/**
 * The data of the answer, as much as there is of it.
 *
 * @throws {ApiSilent} If there is none.
 */
export async function ask(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const silent = (why: string, cause?: unknown) =>
    new ApiSilent(`Cannot ask ${url}: ${why}`, { cause });
  let body: unknown;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    body = await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw silent("it is no API", error);
    throw silent("nobody answers", error);
  }
  const read = Body.safeParse(body);
  if (!read.success) throw silent("it is no API");
  const { data, errors } = read.data;
  if (data) return data;
  throw silent(errors?.[0]?.message ?? "it answers nothing");
}
