/** The passwords of the embedded PostgreSQL: made here, kept in one file that only we read. @module */
import { Buffer } from "node:buffer";
import { z } from "zod";
import { ifThere, LocalPostgresError, orCannot } from "./error.ts";
import { type Place, UNFINISHED } from "./place.ts";

/** By login. */
export type Passwords = Record<string, string>;

/** The superuser of the cluster. */
export const OWNER = "owner";

const PASSWORD_BYTES = 32;

const Stored = z.record(z.string(), z.string().min(1))
  .refine((passwords) => passwords[OWNER] !== undefined);

/**
 * The owner's password and one for each of `logins`; those that are missing are
 * made and written down first. A cluster without its owner's cannot be opened.
 *
 * @throws {LocalPostgresError} If the file is missing beside a cluster, or unreadable.
 */
export async function readPasswords(
  place: Place,
  logins: readonly string[],
  hasCluster: boolean,
): Promise<Passwords> {
  const stored = await read(place);
  if (stored === undefined && hasCluster) {
    throw new LocalPostgresError(
      `Cannot open PostgreSQL: "${place.passwords}" is missing; restore it, ` +
        `or move "${place.cluster}" away to begin without what is in it`,
    );
  }
  const passwords: Passwords = { ...stored };
  for (const login of [OWNER, ...logins]) passwords[login] ??= newPassword();
  if (Object.keys(passwords).length > Object.keys(stored ?? {}).length) {
    await write(place, passwords);
  }
  return passwords;
}

/** Letters and digits only: it stands in URLs. */
function newPassword(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES)))
    .toString("hex");
}

async function read(place: Place): Promise<Passwords | undefined> {
  const text = await orCannot(
    `read "${place.passwords}"`,
    () => ifThere(Deno.readTextFile(place.passwords)),
  );
  if (text === undefined) return undefined;
  try {
    return Stored.parse(JSON.parse(text));
  } catch (error) {
    // Neither error is a cause: both may quote the file.
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) {
      throw error;
    }
    throw new LocalPostgresError(
      `Cannot read "${place.passwords}": it must be JSON of login and password, ` +
        `with "${OWNER}" among them; restore it`,
    );
  }
}

/** Written aside and renamed: a full disk cannot take the old ones away. */
async function write(place: Place, passwords: Passwords): Promise<void> {
  await orCannot(`write "${place.passwords}"`, async () => {
    const aside = `${place.passwords}${UNFINISHED}${crypto.randomUUID()}`;
    try {
      const text = `${JSON.stringify(passwords, null, 2)}\n`;
      await Deno.writeTextFile(aside, text, { mode: 0o600, createNew: true });
      await Deno.rename(aside, place.passwords);
    } catch (error) {
      await ifThere(Deno.remove(aside));
      throw error;
    }
  });
}
