/** What a program that the launcher starts may see and do: its exact flags and environment. @module */

export interface Program {
  /** Under workers/. */
  script: string;
  args: string[];
  /** Variables with URLs: it sees them, and may reach their hosts. */
  urls?: Record<string, string>;
  /** Other variables it sees. */
  variables?: Record<string, string>;
  /** What it may reach or listen on besides, as "host:port". */
  hosts?: readonly string[];
  /** Permissions, and other flags of Deno's, besides. */
  permissions?: readonly string[];
}

/** What Deno itself needs: its folders, the terminal, the way to a proxy. */
const FOR_DENO =
  /^(DENO_\w+|PATH|HOME|XDG_CACHE_HOME|TMPDIR|TEMP|TMP|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LANG|LC_\w+|TZ|SSL_CERT_\w+|SYSTEMROOT|USERPROFILE|(LOCAL)?APPDATA)$/i;
const PORTS: Record<string, string> = {
  "http:": "80",
  "https:": "443",
  "ws:": "80",
  "wss:": "443",
};
const POSTGRES = "5432";

/** The arguments of `deno` that run it. */
export function argumentsOf(program: Program): string[] {
  const { script, args, urls = {}, variables = {}, permissions = [] } = program;
  const names = Object.keys({ ...urls, ...variables });
  const parsed = Object.values(urls).map((url) => new URL(url));
  const hosts = new Set([...parsed.map(hostOf), ...program.hosts ?? []]);
  // Certificates of a private authority are a file.
  const files = parsed.flatMap(({ searchParams }) =>
    searchParams.getAll("sslrootcert")
  );
  return [
    "run",
    "--no-prompt",
    // Ours are installed, or we would not run: nothing is looked for or locked again.
    "--node-modules-dir=manual",
    ...permissions,
    // What it may not see is not there, instead of ending the program.
    ...(names.length ? ["--ignore-env", `--allow-env=${names}`] : []),
    ...(hosts.size ? [`--allow-net=${[...hosts]}`] : []),
    ...files.map((file) => `--allow-read=${file}`),
    new URL(`../${script}`, import.meta.url).href,
    ...args,
  ];
}

/** All of the environment that its process gets. */
export function environmentOf(
  { urls, variables }: Program,
): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  const ours = all.filter(([name]) => FOR_DENO.test(name));
  return { ...Object.fromEntries(ours), ...variables, ...urls };
}

function hostOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (PORTS[protocol] ?? POSTGRES)}`;
}
