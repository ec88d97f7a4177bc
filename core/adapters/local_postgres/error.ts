/** What the user reads when the embedded PostgreSQL cannot be had: always one line. @module */

/** Its message is one clear line for the user, without a secret in it. */
export class LocalPostgresError extends Error {
  override name = "LocalPostgresError";
}

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "something on its path is a file, not a folder",
  EEXIST: "something on its path is a file, not a folder",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
};

/**
 * Does `work`; what the operating system refuses becomes "Cannot ⟨task⟩: ⟨reason⟩".
 *
 * @throws {LocalPostgresError} If `work` fails.
 */
export async function orCannot<T>(
  task: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LocalPostgresError) throw error;
    throw new LocalPostgresError(`Cannot ${task}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return REASONS[code ?? ""] ?? firstLine(message ?? String(error));
}

/** The first line that is not empty. */
export function firstLine(text: string): string {
  return text.split("\n").find((line) => line.trim() !== "")?.trim() ?? "";
}

/** The answer of `look`, or undefined where there is no such file. */
export async function ifThere<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
