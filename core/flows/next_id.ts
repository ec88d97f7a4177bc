/** Names for what an agent writes down. @module */
import type { Desk } from "../ports.ts";

/** The next id of this agent and session: the same run has the same ids again. */
export async function nextId(
  { agent, books }: Pick<Desk, "agent" | "books">,
  date: string,
): Promise<string> {
  const number = await books.nextNumber(date);
  return `${agent.id}-${date.replaceAll("-", "")}-${number}`;
}
