/** Runs one of PostgreSQL's programs, as the right account and with none of our environment. @module */
import type { Account } from "./account.ts";
import { LocalPostgresError } from "./error.ts";

export interface Ran {
  success: boolean;
  /** What it wrote to both of its outputs. */
  output: string;
}

/**
 * Waits until the program ends. No secret may be among `args`: everybody can see them.
 *
 * @throws {LocalPostgresError} If it cannot be run at all.
 */
export async function runProgram(
  program: string,
  args: string[],
  account: Account,
): Promise<Ran> {
  const command = new Deno.Command(program, {
    args,
    ...account,
    // Ours may be closed to the account.
    cwd: Deno.build.os === "windows" ? "C:\\" : "/",
    clearEnv: Deno.build.os !== "windows",
    // A fixed time zone saves initdb a search.
    env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  try {
    const { success, stdout, stderr } = await command.output();
    const text = new TextDecoder();
    return { success, output: text.decode(stderr) + text.decode(stdout) };
  } catch (error) {
    throw new LocalPostgresError(
      `Cannot run "${program}": ${whyNot(error, account)}`,
      { cause: error },
    );
  }
}

function whyNot(error: unknown, account: Account): string {
  // The file is there: what is missing is the loader it names.
  if (error instanceof Deno.errors.NotFound) {
    return "this system has no glibc (musl?); set the database URLs instead";
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return account
      ? `user ${account.uid} may not run it, or its disk is mounted noexec`
      : "permission denied, or its disk is mounted noexec";
  }
  return error instanceof Error ? error.message : String(error);
}
