/** Command lines read strictly: whatever is wrong is one line that names the fix. @module */
import { parseArgs } from "node:util";

/** Ends the process with one line on stderr and exit code 1. */
export function fail(message: string): never {
  console.error(message);
  Deno.exit(1);
}

/**
 * The values of `--name value` flags, and "true" for each switch that is given.
 * `--help` prints `usage` and exits with 0; an unknown, repeated or empty flag,
 * or a bare word, fails.
 */
export function flagsOf<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
  usage: string,
  switches: readonly Name[] = [],
): Partial<Record<Name, string>> {
  // `deno task name -- --flag` hands the dashes on.
  const own = args[0] === "--" ? args.slice(1) : [...args];
  const { values, tokens } = parsed(own, names, switches);
  const used = tokens.map((token) => token.kind === "option" && token.name);
  const twice = used.find((name, at) => used.indexOf(name) !== at);
  if (values.help) {
    console.log(usage);
    Deno.exit(0);
  }
  if (twice) fail(`Cannot read arguments: --${twice} is given twice`);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value)]),
  ) as Partial<Record<Name, string>>;
}

interface Parsed {
  values: Record<string, string | boolean | undefined>;
  tokens: ReturnType<typeof parseArgs>["tokens"] & object;
}

function parsed(
  args: string[],
  names: readonly string[],
  switches: readonly string[],
): Parsed {
  const text = names.map((name) => [name, { type: "string" as const }]);
  const bare = switches.map((name) => [name, { type: "boolean" as const }]);
  const help = { type: "boolean" as const, short: "h" };
  const options = { ...Object.fromEntries([...text, ...bare]), help };
  try {
    return parseArgs({ args, options, tokens: true }) as Parsed;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const [, valueless] = /^Option '(--[\w-]+)/.exec(reason) ?? [];
    const line = valueless
      ? `${valueless} needs a value`
      : reason.split(/\n|\. /)[0];
    const known = [...names, ...switches].map((name) => `--${name}`).join(", ");
    fail(`Cannot read arguments: ${line}; the flags are ${known} and --help`);
  }
}

/** The value of a flag that must be given. */
export function required(
  name: string,
  value: string | undefined,
  example: string,
): string {
  if (value) return value;
  fail(
    `Cannot go on without --${name}: give it, for example --${name} ${example}`,
  );
}

/** A date flag as an ISO date that exists. */
export function dateFlag(name: string, value: string | undefined): string {
  const text = required(name, value, "2026-01-02");
  if (isDate(text)) return text;
  fail(
    `Cannot read --${name} "${text}": give a date that exists, as YYYY-MM-DD`,
  );
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false; // a RangeError is how Temporal says that it is none
  }
}
