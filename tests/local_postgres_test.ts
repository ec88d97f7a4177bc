/** The embedded PostgreSQL works: alone, shared, killed, as whoever starts it. What cannot work: local_postgres_faults_test.ts. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { shortenLog } from "../core/adapters/local_postgres/server_log.ts";
import { openPlace } from "../core/adapters/local_postgres/place.ts";
import {
  asOwner,
  command,
  isRoot,
  listens,
  open,
  pidOf,
  withCluster,
  withFolder,
  within,
} from "./local_postgres/folders.ts";
import { launch } from "./local_postgres/launch.ts";
import { asOrdinaryUser } from "./local_postgres/ordinary_user.ts";

Deno.test("a new folder gets a server that is durable, local, closed and ours", async () => {
  await withFolder(async (folder) => {
    const local = await open(folder);
    assert.equal(local.start, "first");
    const settings = await asOwner(
      local.urlOf("owner", "postgres"),
      (sql) =>
        sql`select lower(name) as name, setting from pg_settings where lower(name) in (
        'listen_addresses', 'unix_socket_directories', 'fsync',
        'synchronous_commit', 'data_checksums', 'server_encoding',
        'timezone', 'password_encryption')`,
    );
    assert.deepEqual(
      Object.fromEntries(settings.map(({ name, setting }) => [name, setting])),
      {
        data_checksums: "on",
        fsync: "on",
        listen_addresses: "127.0.0.1",
        password_encryption: "scram-sha-256",
        server_encoding: "UTF8",
        synchronous_commit: "on",
        timezone: "UTC",
        unix_socket_directories: "",
      },
    );
    const locale = await asOwner(
      local.urlOf("owner", "postgres"),
      (sql) =>
        sql`select datlocprovider as provider, datlocale as locale
          from pg_database where datname = 'template1'`,
    );
    assert.deepEqual({ ...locale[0] }, { provider: "b", locale: "C.UTF-8" });
    const wrong = local.urlOf("owner", "postgres").replace(
      /:[0-9a-f]+@/,
      ":x@",
    );
    await assert.rejects(asOwner(wrong, (sql) => sql`select 1`), /password/);
    await local.close();
    assert.equal(await listens(local.port), false);
  });
});

Deno.test("nobody else may read what is in the folder", async () => {
  await withCluster(async (folder) => {
    const { place, cluster, passwords, log, port } = within(folder);
    const through = isRoot ? 0o711 : 0o700;
    const modes: [string, number][] = [
      [folder, through],
      [place, through],
      [cluster, 0o700],
      [passwords, 0o600],
      [log, 0o600],
      [port, 0o600],
    ];
    for (const [path, mode] of modes) {
      assert.equal((await Deno.stat(path)).mode! & 0o777, mode, path);
    }
    const { uid } = await Deno.stat(passwords);
    assert.equal(uid, Deno.uid());
    assert.equal((await Deno.stat(cluster)).uid, isRoot ? 65_534 : uid);
  });
});

Deno.test("no password is among arguments, in the log or left in a file of its own", async () => {
  await withFolder(async (folder) => {
    const launcher = launch(folder, { logins: ["api"] });
    let isOpen = false;
    launcher.opened.then(() => isOpen = true);
    let seen = "";
    while (!isOpen) {
      seen += await command("sh", "-c", "cat /proc/[0-9]*/cmdline || true");
    }
    assert.match(seen, /initdb/);
    await launcher.close();
    const { place, log, passwords } = within(folder);
    const secrets = Object.values<string>(
      JSON.parse(await Deno.readTextFile(passwords)),
    );
    assert.equal(secrets.length, 2);
    const text = seen + await Deno.readTextFile(log) +
      await Deno.readTextFile(join(place, "postgresql.conf"));
    for (const secret of secrets) {
      assert.match(secret, /^[0-9a-f]{64}$/);
      assert.ok(!text.includes(secret));
    }
    const left = [...Deno.readDirSync(place)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.includes(".new-")), []);
  });
});

Deno.test("rows, port and passwords are there the next time; passwords for new logins are added", async () => {
  await withCluster(async (folder) => {
    const before = await open(folder, { logins: ["api"] });
    assert.equal(before.start, "warm");
    await asOwner(
      before.urlOf("owner", "postgres"),
      (sql) => sql`create table kept as select 42 as answer`,
    );
    await before.close();
    await before.close();
    const after = await open(folder, { logins: ["api", "mind"] });
    assert.equal(after.start, "warm");
    assert.equal(after.port, before.port);
    assert.equal(after.passwordOf("api"), before.passwordOf("api"));
    assert.notEqual(after.passwordOf("mind"), after.passwordOf("api"));
    assert.throws(() => before.passwordOf("mind"), /none was made for "mind"/);
    assert.equal(await answerIn(after.urlOf("owner", "postgres")), 42);
    await after.close();
  });
});

Deno.test("settings of the caller go before ours", async () => {
  await withCluster(async (folder) => {
    const local = await open(folder, {
      settings: { max_connections: "20", cluster_name: "it's ours" },
    });
    const rows = await asOwner(
      local.urlOf("owner", "postgres"),
      (sql) =>
        sql`select current_setting('max_connections') as connections,
        current_setting('cluster_name') as name`,
    );
    assert.deepEqual({ ...rows[0] }, { connections: "20", name: "it's ours" });
    await local.close();
  });
});

Deno.test("five launchers at once make one cluster and share one server; the last stops it", async () => {
  await withFolder(async (folder) => {
    const launchers = Array.from({ length: 5 }, () => launch(folder));
    const said = await Promise.all(launchers.map(({ opened }) => opened));
    assert.deepEqual(
      said.map(({ start, error }) => error ?? start).sort(),
      ["adopted", "adopted", "adopted", "adopted", "first"],
    );
    const { port, owner } = said[0]!;
    const last = launchers.pop()!;
    await Promise.all(launchers.map((launcher) => launcher.close()));
    await asOwner(owner!, (sql) => sql`select 1`);
    await last.close();
    assert.equal(await listens(port!), false);
  });
});

Deno.test("a launcher that closes while another opens leaves it a server", async () => {
  await withCluster(async (folder) => {
    let local = await open(folder);
    for (let round = 0; round < 5; round++) {
      const [, next] = await Promise.all([local.close(), open(folder)]);
      await asOwner(next.urlOf("owner", "postgres"), (sql) => sql`select 1`);
      local = next;
    }
    await local.close();
    assert.equal(await listens(local.port), false);
  });
});

Deno.test("the server of a killed launcher goes on, and the next launcher adopts and stops it", async () => {
  await withCluster(async (folder) => {
    const launcher = launch(folder);
    const { owner, port } = await launcher.opened;
    await asOwner(
      owner!,
      (sql) => sql`create table kept as select 42 as answer`,
    );
    await launcher.kill();
    assert.equal(await answerIn(owner!), 42);
    const local = await open(folder);
    assert.equal(local.start, "adopted");
    assert.equal(local.port, port);
    await local.close();
    assert.equal(await listens(port!), false);
  });
});

Deno.test("a launcher killed anywhere in its first start does not keep the next from completing it", async () => {
  for (const [progress, ms] of KILLED_AT) {
    await withFolder(async (folder) => {
      const launcher = launch(folder);
      await launcher.reached(progress);
      await new Promise((done) => setTimeout(done, ms));
      await launcher.kill();
      const local = await open(folder);
      await asOwner(local.urlOf("owner", "postgres"), (sql) => sql`select 1`);
      const left = [...Deno.readDirSync(within(folder).place)]
        .filter(({ name }) => name.includes(".new-"));
      assert.deepEqual(left, []);
      await local.close();
    });
  }
});

/** Copying takes some 300 ms, initdb 500 and the start 100. */
const KILLED_AT: [progress: string, ms: number][] = [
  ["Copying", 50],
  ["Making", 100],
  ["Making", 400],
  ["Making", 600],
];

Deno.test("a server that was killed is started again at once, and nothing committed is lost", async () => {
  await withCluster(async (folder) => {
    let local = await open(folder);
    const url = local.urlOf("owner", "postgres");
    await asOwner(url, (sql) => sql`create table kept as select 42 as answer`);
    for (let round = 0; round < 2; round++) {
      // Its orphan works on for a second, and holds what it shared with the server.
      const busy = asOwner(
        local.urlOf("owner", "postgres"),
        (sql) => sql`select count(*) from generate_series(1, 4000000)`,
      );
      const settled = Promise.allSettled([busy]);
      await new Promise((done) => setTimeout(done, 100));
      Deno.kill(await pidOf(folder), "SIGKILL");
      const next = await open(folder);
      assert.equal(next.start, "warm");
      await settled;
      assert.equal(await answerIn(next.urlOf("owner", "postgres")), 42);
      await local.close();
      local = next;
    }
    await local.close();
    assert.equal(await listens(local.port), false);
  });
});

Deno.test("a taken port is exchanged for another, which is kept", async () => {
  await withCluster(async (folder) => {
    const saved = Number(await Deno.readTextFile(within(folder).port));
    const taken = Deno.listen({ hostname: "127.0.0.1", port: saved });
    const local = await open(folder);
    assert.notEqual(local.port, saved);
    await local.close();
    taken.close();
    const next = await open(folder);
    assert.equal(next.port, local.port);
    await next.close();
  });
});

Deno.test("a copied folder gets a server of its own while the first one runs", async () => {
  await withCluster(async (folder) => {
    const local = await open(folder);
    await withFolder(async (other) => {
      await command("cp", "-a", folder, other);
      const copy = await open(other);
      assert.equal(copy.start, "warm");
      assert.notEqual(copy.port, local.port);
      await copy.close();
    });
    await asOwner(local.urlOf("owner", "postgres"), (sql) => sql`select 1`);
    await local.close();
  });
});

Deno.test("the server is no part of our session: Ctrl-C does not reach it", async () => {
  await withCluster(async (folder) => {
    const local = await open(folder);
    const pid = await pidOf(folder);
    const [, , , , , session] = (await command("cat", `/proc/${pid}/stat`))
      .split(" ");
    const [, , , , , ours] = (await command("cat", `/proc/${Deno.pid}/stat`))
      .split(" ");
    assert.equal(Number(session), pid);
    assert.notEqual(session, ours);
    await local.close();
  });
});

Deno.test("the log is shortened while the server writes it", async () => {
  await withCluster(async (folder) => {
    const local = await open(folder);
    const place = await openPlace(folder);
    await Deno.writeTextFile(place.log, "old line\n".repeat(10_000), {
      append: true,
    });
    await shortenLog(place, 20_000, 1_000);
    assert.equal((await Deno.stat(place.log)).size, 1_000);
    await asOwner(
      local.urlOf("owner", "postgres"),
      (sql) => sql`do $$ begin raise log 'a new line'; end $$`,
    );
    const text = await Deno.readTextFile(place.log);
    assert.match(text, /^[old line\n]{1000}\d{4}-.*a new line/);
    await local.close();
  });
});

Deno.test({
  name: "an ordinary user has a server as himself",
  ignore: !isRoot,
  fn: () =>
    asOrdinaryUser(async (user, folder) => {
      const launcher = launch(folder, user);
      const { start, error } = await launcher.opened;
      assert.equal(error ?? start, "first");
      assert.equal((await Deno.stat(folder)).mode! & 0o777, 0o700);
      assert.equal((await Deno.stat(within(folder).cluster)).uid, user.uid);
      await launcher.close();
    }),
});

Deno.test({
  name: "root keeps the server elsewhere when nobody may enter the data folder",
  ignore: !isRoot,
  async fn() {
    await withFolder(async (folder) => {
      await Deno.mkdir(folder, { mode: 0o700 });
      const local = await open(folder);
      const named = await Deno.readTextFile(join(folder, "postgres.location"));
      assert.match(named, /^\/var\/lib\/catalyst\/[0-9a-f]{16}\n$/);
      try {
        await local.close();
        const next = await open(folder);
        assert.equal(next.start, "warm");
        await next.close();
        const note = join(folder, "postgres.location");
        await Deno.writeTextFile(note, "");
        await assert.rejects(open(folder), /must name a folder in \/var\/lib/);
        // Whoever deletes the data folder is told where the rest of it is.
        await Deno.remove(folder, { recursive: true });
        await Deno.mkdir(folder, { mode: 0o700 });
        await assert.rejects(open(folder), /"\/var\/lib\/catalyst\/.* away/);
      } finally {
        await Deno.remove(named.trim(), { recursive: true });
      }
    });
  },
});

async function answerIn(url: string): Promise<unknown> {
  const rows = await asOwner(url, (sql) => sql`select answer from kept`);
  return rows[0]?.answer;
}
