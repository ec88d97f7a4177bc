/**
 * Whom the server runs as. PostgreSQL refuses to run as root, so root lends it
 * to `nobody`; everybody else runs it as himself.
 *
 * @module
 */

/** Undefined means: as ourselves. */
export type Account = { uid: number; gid: number } | undefined;

const ROOT = 0;
const NOBODY = 65_534;

export function serverAccount(): Account {
  return Deno.uid() === ROOT ? { uid: NOBODY, gid: NOBODY } : undefined;
}

/** Hands a file or folder over to the server and closes it to everybody else. */
export async function giveTo(
  account: Account,
  path: string,
  mode: number,
): Promise<void> {
  if (Deno.build.os === "windows") return;
  await Deno.chmod(path, mode);
  if (account) await Deno.chown(path, account.uid, account.gid);
}

/** The first folder from the root down to `path` that `account` may not enter. */
export async function firstClosed(
  account: Account,
  path: string,
): Promise<string | undefined> {
  if (!account) return undefined;
  const names = path.split("/").filter((name) => name !== "");
  for (let depth = 0; depth <= names.length; depth++) {
    const folder = `/${names.slice(0, depth).join("/")}`;
    if (!mayEnter(account, await Deno.stat(folder))) return folder;
  }
  return undefined;
}

function mayEnter(
  { uid, gid }: NonNullable<Account>,
  folder: Deno.FileInfo,
): boolean {
  const mode = folder.mode ?? 0;
  if (folder.uid === uid) return (mode & 0o100) !== 0;
  if (folder.gid === gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
