/** Passwords that the launcher made on servers elsewhere, in one file that only we read. @module */

/** By server, then by login. */
type Kept = Record<string, Record<string, string>>;

export class KeptPasswords {
  #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(server: string, login: string): Promise<string | undefined> {
    return (await this.#all())[server]?.[login];
  }

  /** Written aside and renamed: what was there stays until all of it is. */
  async write(server: string, login: string, password: string): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const kept = await this.#all();
    kept[server] = { ...kept[server], [login]: password };
    const aside = `${this.#path}.new-${crypto.randomUUID()}`;
    await Deno.writeTextFile(aside, JSON.stringify(kept, null, 2) + "\n", {
      mode: 0o600,
    });
    await Deno.rename(aside, this.#path);
  }

  get #path(): string {
    return `${this.#folder}/managed_passwords.json`;
  }

  /** A file that is missing or spoilt costs nothing but new passwords. */
  async #all(): Promise<Kept> {
    try {
      return JSON.parse(await Deno.readTextFile(this.#path)) as Kept;
    } catch (error) {
      const none = error instanceof Deno.errors.NotFound ||
        error instanceof SyntaxError;
      if (none) return {};
      throw error;
    }
  }
}
