/**
 * `deno task replay`: in memory it needs neither a database nor the network;
 * `--books` gives it a database of its own on the embedded server.
 *
 * @module
 */
import type { Children } from "./children.ts";
import { asksForHelp, dataFlag, valueOf } from "./data_flag.ts";

const SCRIPT = "replay.ts";
/** Bars are read and reports written wherever the person says. */
const FILES = ["--allow-read", "--allow-write"];

export async function replay(
  args: string[],
  children: Children,
): Promise<number> {
  const { data, rest } = dataFlag(args);
  const program = { script: SCRIPT, args: rest, permissions: FILES };
  if (!rest.includes("--books") || asksForHelp(rest)) {
    return await children.run(program);
  }
  const { withScratchBooks } = await import("./scratch_books.ts");
  const agent = valueOf("agent", rest);
  return await withScratchBooks(
    { data, agent, children },
    (urls) => children.run({ ...program, urls }),
  );
}
