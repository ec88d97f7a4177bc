/** The architecture, as a test: who may import whom, what core may not touch, how long a file may be. */
import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);
const FILE_LINES_MAX = 250;
const MEDIAN_LINES_MAX = 70;
const FUNCTION_LINES_MAX = 40;
/** Amounts are safe integers; only the product in `mulDiv` needs more. */
const BIGINT_IN = "core/money.ts";
const ENTRY_POINTS = [
  "api/main.ts",
  "schema/print.ts",
  "workers/agent.ts",
  "workers/bench.ts",
  "workers/carry.ts",
  "workers/kill.ts",
  "workers/practice/main.ts",
  "workers/replay.ts",
  "workers/sentinel.ts",
  "workers/sessions.ts",
  "workers/signals.ts",
  "workers/start.ts",
  "workers/verify.ts",
];
/** May start processes: the launcher alone, and whoever runs the tests. */
const MAY_RUN = /^deno run .*--allow-run .*(workers\/start|tests\/\w+)\.ts/;
/** The launcher's files: whoever may start a process can give it any permission. */
const STARTS_PROCESSES =
  /^(workers\/start\.ts$|workers\/launcher\/|core\/adapters\/local_postgres\/)/;
const LAUNCHER = / workers\/start\.ts [\w:-]+$/;
const TOP_LEVEL = [
  ".catalyst",
  ".ci",
  ".git",
  ".gitignore",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "README.md",
  "api",
  "core",
  "deno.json",
  "deno.lock",
  "node_modules",
  "schema",
  "sql",
  "tests",
  "workers",
];

/** A file under `folder` may import only from these places. First match rules. */
const MAY_IMPORT: [folder: string, allowed: RegExp][] = [
  // The SDK's own choice for Deno leaves streaming out, so its file is named.
  [
    "core/adapters/brokers/alpaca/",
    /^(core\/|npm:|node:|node_modules\/@alpacahq\/)/,
  ],
  ["core/adapters/", /^(core\/|npm:|node:)/],
  ["core/flows/", /^core\/(?!adapters\/)/],
  ["core/", /^(core\/(?!adapters\/|flows\/)|npm:zod$)/],
  [
    "sql/",
    /^(sql\/|core\/ports\.ts$|core\/adapters\/stores\/|npm:postgres$|node:)/,
  ],
  // Never a broker: who asks for something writes it down, and the agent obeys.
  [
    "api/",
    /^(api\/|schema\/|core\/(?!adapters\/(brokers|local_postgres)\/)|workers\/child\.ts$|npm:(graphql|graphql-yoga|zod|@graphql-yoga\/render-graphiql)$|node:)/,
  ],
  [
    "schema/",
    /^(schema\/|core\/(?!adapters\/(brokers|local_postgres)\/)|npm:(graphql|graphql-yoga|zod|@pothos\/core)$)/,
  ],
  // Both ends of a wire share its codec.
  [
    "workers/practice/",
    /^(workers\/|core\/(?!adapters\/(stores|local_postgres)\/)|npm:(zod|msgpack)$|node:)/,
  ],
  ["workers/wiring/", /^(workers\/|core\/(?!adapters\/local_postgres\/))/],
  [
    "workers/launcher/",
    /^(workers\/|core\/(?!adapters\/brokers\/)|sql\/|npm:(postgres|zod)$)/,
  ],
  // Whoever constructed an adapter elsewhere would hide which one is used.
  [
    "workers/",
    /^(workers\/|core\/(?!adapters\/(brokers|stores|local_postgres)\/)|npm:zod$|node:util$)/,
  ],
];

/** What pure core gets as a parameter instead: time, randomness, ids, the outside. */
const BANNED_IN_CORE =
  /\bDeno\.|\bconsole\b|\bfetch\(|Math\.random|Date\.now|new Date\b|performance\.now|Temporal\.Now|crypto\.|setTimeout|setInterval/;

const files = ["api/", "core/", "schema/", "sql/", "workers/"].flatMap((
  folder,
) => [
  ...sources(folder),
]);

for (const file of files) {
  const text = read(file);

  Deno.test(`${file} imports only what its layer may`, () => {
    const rule = MAY_IMPORT.find(([folder]) => file.startsWith(folder));
    for (const target of imports(file, text)) {
      assert.match(target, rule?.[1] ?? /./, `${file} imports ${target}`);
    }
  });

  Deno.test(`${file} is short, has no junk name and introduces itself`, () => {
    const lines = text.split("\n").length - 1;
    assert.ok(lines <= FILE_LINES_MAX, `${lines} lines`);
    assert.match(text, /^\/\*\*[\s\S]*?@module/, "no @module comment on top");
    assert.doesNotMatch(
      file,
      /\/(utils?|helpers?|misc|common|types)\b/,
      "junk drawer",
    );
  });

  Deno.test(`${file} leaves nothing undone, unsaid or too long`, () => {
    assert.doesNotMatch(text, /\b(TODO|FIXME|XXX)\b/);
    assert.doesNotMatch(text, /catch\s*(\([^)]*\))?\s*\{\s*\}/, "swallowed");
    if (file !== BIGINT_IN) {
      assert.doesNotMatch(text, /\bBigInt\(|: bigint\b|\b\d+n\b/);
    }
    for (const [name, lines] of functions(text)) {
      assert.ok(lines <= FUNCTION_LINES_MAX, `${name} has ${lines} lines`);
    }
  });

  if (!STARTS_PROCESSES.test(file)) {
    Deno.test(`${file} starts and ends no process`, () => {
      assert.doesNotMatch(text, /\bDeno\.(Command|kill)\b/);
    });
  }

  if (file.startsWith("core/") && !file.startsWith("core/adapters/")) {
    Deno.test(`${file} is pure`, () => {
      assert.doesNotMatch(withoutComments(text), BANNED_IN_CORE);
    });
  }
}

Deno.test(`the median file has at most ${MEDIAN_LINES_MAX} lines`, () => {
  const lengths = files.map((file) => read(file).split("\n").length - 1)
    .sort((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)]!;
  assert.ok(median <= MEDIAN_LINES_MAX, `${median} lines`);
});

Deno.test("every file is reached from an entry point", () => {
  const reached = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file) || !file.endsWith(".ts")) return;
    reached.add(file);
    imports(file, read(file)).filter((target) => !target.includes(":"))
      .forEach(visit);
  };
  ENTRY_POINTS.forEach(visit);
  assert.deepEqual(files.filter((file) => !reached.has(file)), []);
});

Deno.test("the top level holds what the architecture names", () => {
  const names = [...Deno.readDirSync(ROOT)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => !TOP_LEVEL.includes(name)), []);
});

Deno.test("every task names its permissions; only the launcher and tests may start processes", () => {
  const { tasks } = JSON.parse(read("deno.json"));
  for (const [name, command] of Object.entries<string>(tasks)) {
    assert.doesNotMatch(command, /(^|\s)(-A|--allow-all)\b/, name);
    if (!MAY_RUN.test(command)) {
      assert.doesNotMatch(command, /--allow-run/, name);
    }
    // Whose databases it migrates is told by the environment.
    if (!LAUNCHER.test(command)) {
      assert.doesNotMatch(command, /--allow-net(?!=)/, name);
    }
  }
});

function read(file: string): string {
  return Deno.readTextFileSync(new URL(file, ROOT));
}

function* sources(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(new URL(folder, ROOT))) {
    const path = folder + entry.name;
    if (entry.isDirectory) yield* sources(`${path}/`);
    else if (path.endsWith(".ts")) yield path;
  }
}

const IMPORT =
  /^(?:import|export) (?:[^;"]*? from )?"([^"]+)"|\bimport\("([^"]+)"\)/gm;

function imports(file: string, text: string): string[] {
  const found = [...text.matchAll(IMPORT)].map((match) =>
    match[1] ?? match[2]!
  );
  return found.map((specifier) =>
    specifier.startsWith(".")
      ? new URL(specifier, new URL(file, ROOT)).href.slice(ROOT.href.length)
      : specifier.startsWith("node:")
      ? specifier
      : `npm:${specifier}`
  );
}

/** Name and length of each function and method, by the indentation the formatter gives. */
function* functions(text: string): Generator<[string, number]> {
  const lines = text.split("\n");
  for (const [start, line] of lines.entries()) {
    const [, indent, name] = FUNCTION.exec(line) ?? METHOD.exec(line) ?? [];
    if (indent === undefined) continue;
    const end = lines.findIndex((other, i) =>
      i > start && other === `${indent}}`
    );
    if (end > 0) yield [name!, end - start + 1];
  }
}

const FUNCTION = /^( *)(?:export )?(?:async )?function\*? (\w+)/;
const METHOD = /^( {2})(?:async |get )?(#?\w+)\([^;]*$/;

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/\/\/.*$/gm, "");
}
