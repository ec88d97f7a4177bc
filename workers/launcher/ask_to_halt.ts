/** Asks the API that runs on a data folder to halt an agent: best effort, the venue does not wait for it. @module */
import { z } from "zod";
import { ApiSilent, ask } from "./console/ask.ts";
import { runningOn } from "./running.ts";

const HALT = `mutation Halt($input: AgentHaltInput!) {
  agentHalt(input: $input) { userErrors { message } }
}`;
const Answer = z.object({
  agentHalt: z.object({
    userErrors: z.array(z.object({ message: z.string() })),
  }),
});

/** What came of it, in words. */
export async function askToHalt(
  agent: string,
  data: string,
): Promise<string> {
  const running = await runningOn(data);
  if (!running) {
    return `not halted: no API runs on "${data}"; an agent that still runs may enter again, so end it`;
  }
  const reason = "deno task kill";
  const key = `kill-${crypto.randomUUID()}`;
  try {
    const said = await ask(running.api, HALT, {
      input: { agentId: agent, reason, key },
    });
    const { agentHalt: { userErrors } } = Answer.parse(said);
    return userErrors.length === 0
      ? "asked to halt"
      : `not halted: ${userErrors.map(({ message }) => message).join("; ")}`;
  } catch (error) {
    const silent = error instanceof ApiSilent || error instanceof z.ZodError;
    if (!silent) throw error;
    return `not halted: ${
      error.message.split("\n", 1)[0]
    }; an agent that cannot write its books sends nothing either`;
  }
}
