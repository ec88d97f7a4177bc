/**
 * Databases that are somewhere else, named by environment variables. Programs
 * get a login of their own there when the owner's URL suffices to make one.
 *
 * @module
 */
import { acceptsLogin, makeRoles } from "../../sql/roles.ts";
import type { Login } from "../../sql/logins.ts";
import { MigrationError, placeOf } from "../../sql/connect.ts";
import { DATABASES, type Databases, type Described } from "./databases.ts";
import { KeptPasswords } from "./kept_passwords.ts";

interface Managed extends Described {
  url: string;
  ownerUrl: string;
}

/** Undefined if no variable names one. */
export function managedDatabases(data: string): Databases | undefined {
  const managed = DATABASES.flatMap(readOne);
  if (managed.length === 0) return undefined;
  const passwords = new KeptPasswords(data);
  return {
    embedded: false,
    targets: managed.map(({ target, ownerUrl }) => ({ ...target, ownerUrl })),
    exists: () => Promise.resolve(true),
    async prepare({ ownerUrl }) {
      await makeRoles(ownerUrl, {});
    },
    async urlsFor(login, names) {
      const wanted = managed.filter(({ target }) =>
        names.includes(target.name)
      );
      const urls: [string, string][] = [];
      // One after the other: several may be on one server and share a login.
      for (const database of wanted) {
        urls.push([database.env, await urlFor(database, login, passwords)]);
      }
      return Object.fromEntries(urls);
    },
  };
}

function readOne(described: Described): Managed[] {
  const { env, ownerEnv } = described;
  const given = Deno.env.get(env);
  const owner = Deno.env.get(ownerEnv);
  if (given) checkUrl(env, given);
  if (owner) checkUrl(ownerEnv, owner);
  const url = given || owner;
  return url ? [{ ...described, url, ownerUrl: owner || url }] : [];
}

function checkUrl(env: string, url: string): void {
  try {
    placeOf(url);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new MigrationError(`Cannot use ${env}: ${error.message}`);
  }
}

/**
 * For `login`: what was given if it is that login's, else a password that we
 * keep, made anew when the server refuses it. Where none can be made, what was
 * given: the program then says that isolation is by convention only.
 */
async function urlFor(
  { url, ownerUrl }: Managed,
  login: Login,
  passwords: KeptPasswords,
): Promise<string> {
  if (new URL(url).username === login) return url;
  const { host } = new URL(ownerUrl);
  const kept = await passwords.read(host, login);
  if (kept && await acceptsLogin(withLogin(ownerUrl, login, kept))) {
    return withLogin(ownerUrl, login, kept);
  }
  const made = newPassword();
  if (await makeRoles(ownerUrl, { [login]: made }) === "not allowed") {
    return url;
  }
  await passwords.write(host, login, made);
  return withLogin(ownerUrl, login, made);
}

function withLogin(url: string, login: string, password: string): string {
  return Object.assign(new URL(url), { username: login, password }).href;
}

function newPassword(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}
