/** A migration killed anywhere: the database is at version N or N + 1, never between. */
import assert from "node:assert/strict";
import { Random } from "../core/practice/random.ts";
import { asOwner } from "../sql/connect.ts";
import { migrate, type Target } from "../sql/migrate.ts";
import { fingerprint, trace } from "./migrate/fingerprint.ts";
import { realFiles, withFolder } from "./migrate/folders.ts";
import { statements } from "./migrate/statements.ts";
import { freshDatabase, ignore, targetOf } from "./postgres.ts";

const DIE = "select pg_terminate_backend(pg_backend_pid());";
/** Dies when the row of the file is written, and when the transaction commits. */
const DIE_LATER = [
  "create trigger die before insert",
  "create constraint trigger die after insert or update",
].map((trigger) => `
  create function pg_temp.die() returns trigger language plpgsql as
    'begin perform pg_terminate_backend(pg_backend_pid()); return new; end';
  ${trigger} on ops.migrations ${
  /constraint/.test(trigger) ? "initially deferred" : ""
}
    for each row execute function pg_temp.die();`);

for (const name of ["dev", "research"] as const) {
  Deno.test({
    name:
      `killed after any statement of ${name}, it is at version N and goes on`,
    ignore,
    fn: () => onEmpty(name, killEverywhere),
  });
}

Deno.test({
  name: "migrators killed at any moment leave a version; the last one ends it",
  ignore,
  fn: async () => {
    const versions = await versionsOf("dev");
    const random = Random.seeded(7);
    await onEmpty("dev", async (target) => {
      let kills = 0;
      for (;;) {
        const delayMs = 30 + random.uniform() * 60 + kills * 12;
        const ended = await runAndKill(target, delayMs);
        const { files, text } = await fingerprint(target.ownerUrl);
        assert.ok(text === versions.get(files.length), files.join());
        if (ended) break;
        kills++;
      }
      assert.ok(kills >= 3, `only ${kills} kills`);
      assert.deepEqual((await migrate(target)).applied, []);
    });
  },
});

async function killEverywhere(target: Target): Promise<void> {
  const files = await realFiles(target.kind);
  const done = new Map<string, string>();
  for (const [name, text] of files) {
    const grants = name.startsWith("grants/");
    // What comes first in every database is tried in one.
    if (target.name === "dev" || !name.startsWith("ops/")) {
      await killAll(target, done, name, text);
    }
    done.set(name, text);
    const { applied } = await migrateFrom(target, done);
    // Everything new is granted at once, so that nobody waits for it.
    assert.deepEqual(applied, grants ? ["grants"] : [name, "grants"]);
  }
  assert.deepEqual((await migrate(target)).applied, []);
}

/** Dies in every place of the next file and compares the database with what it was. */
async function killAll(
  target: Target,
  done: ReadonlyMap<string, string>,
  name: string,
  text: string,
): Promise<void> {
  const before = await fingerprint(target.ownerUrl);
  await asOwner(target.ownerUrl, async (sql) => {
    const traced = await trace(sql);
    for (const killed of killedAnywhere(text)) {
      await assert.rejects(
        migrateFrom(target, new Map(done).set(name, killed)),
        {
          message: /no connection \(.*; try again/,
        },
      );
      assert.equal(await trace(sql), traced, killed);
    }
  });
  assert.deepEqual(await fingerprint(target.ownerUrl), before);
}

function migrateFrom(target: Target, files: ReadonlyMap<string, string>) {
  return withFolder(files, (folder) => migrate(target, { folder }));
}

/** The file as often as there are places to die in, dying in another one each time. */
function killedAnywhere(text: string): string[] {
  const parts = statements(text);
  assert.equal(parts.join(""), text);
  return [
    ...parts.map((_, at) => parts.toSpliced(at, 0, DIE).join("")),
    text + "\n" + DIE,
    ...DIE_LATER.map((later) => text + "\n" + later),
  ];
}

/** What the schema is after so many files. */
async function versionsOf(name: "dev"): Promise<Map<number, string>> {
  const versions = new Map<number, string>();
  await onEmpty(name, async (target) => {
    const files = [...await realFiles(target.kind)]
      .filter(([name]) => !name.startsWith("grants/"));
    versions.set(0, (await fingerprint(target.ownerUrl)).text);
    for (const at of files.keys()) {
      await withFolder(
        new Map(files.slice(0, at + 1)),
        (folder) => migrate(target, { folder }),
      );
      versions.set(at + 1, (await fingerprint(target.ownerUrl)).text);
    }
  });
  return versions;
}

/** A migrator of its own, killed without a chance to clean up; whether it was through. */
async function runAndKill(target: Target, delayMs: number): Promise<boolean> {
  const script = new URL("./migrate/migrator.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, JSON.stringify(target)],
    stdout: "null",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), delayMs);
  const { success, signal } = await child.status;
  clearTimeout(timer);
  assert.ok(success || signal === "SIGKILL", "it failed");
  return success;
}

async function onEmpty(
  name: "dev" | "research",
  work: (target: Target) => Promise<void>,
): Promise<void> {
  const database = await freshDatabase("empty");
  try {
    await work(targetOf(name, database.ownerUrl));
  } finally {
    await database.drop();
  }
}
