/** `--data FOLDER`: where the embedded databases lie. All else is the program's. @module */
import { fail } from "../arguments.ts";

export const DATA_FOLDER = ".catalyst";

export interface DataFlag {
  data: string;
  /** The arguments without it. */
  rest: string[];
}

export function dataFlag(args: readonly string[]): DataFlag {
  const at = args.findIndex((arg) => /^--data(=|$)/.test(arg));
  if (at < 0) return { data: DATA_FOLDER, rest: [...args] };
  const joined = args[at]!.startsWith("--data=");
  const data = joined ? args[at]!.slice("--data=".length) : args[at + 1];
  if (!data || (!joined && data.startsWith("--"))) {
    fail(`Cannot read arguments: --data needs a value, such as ${DATA_FOLDER}`);
  }
  return { data, rest: args.toSpliced(at, joined ? 1 : 2) };
}

/** The value of a flag that the program itself will check. */
export function valueOf(
  name: string,
  args: readonly string[],
): string | undefined {
  const at = args.indexOf(`--${name}`);
  const joined = args.find((arg) => arg.startsWith(`--${name}=`));
  return at >= 0 ? args[at + 1] : joined?.slice(name.length + 3);
}

/** Whether only the usage is asked for, which takes no database. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}
