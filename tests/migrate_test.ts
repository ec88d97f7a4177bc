/** Migrations: once each, in order, unchanged, and nothing else. */
import assert from "node:assert/strict";
import { asOwner } from "../sql/connect.ts";
import { migrate, type Target } from "../sql/migrate.ts";
import { fingerprint } from "./migrate/fingerprint.ts";
import { realFiles, withFolder } from "./migrate/folders.ts";
import {
  freshDatabase,
  ignore,
  maintain,
  targetOf,
  urlOf,
} from "./postgres.ts";
import {
  adjustment,
  reconciliation,
  tradingRows,
} from "./roles/trading_rows.ts";

/** Runs `work` on an empty database that is about to become dev's. */
function onEmpty(name: string, work: (target: Target) => Promise<void>) {
  Deno.test({
    name,
    ignore,
    fn: async () => {
      const database = await freshDatabase("empty");
      try {
        await work(targetOf("dev", database.ownerUrl));
      } finally {
        await database.drop();
      }
    },
  });
}

const FILES = await realFiles("trading");
const MIGRATIONS = [...FILES.keys()].filter((name) => !/^grants/.test(name));
const ALL = [...MIGRATIONS, "grants"];

onEmpty(
  "every file is applied once, in order, then the grants",
  async (dev) => {
    const steps: string[] = [];
    const first = await migrate(dev, { onStep: (name) => steps.push(name) });
    assert.deepEqual(first, { applied: ALL, pending: [], isolated: true });
    assert.deepEqual(steps, ALL);
    const second = await migrate(dev);
    assert.deepEqual(second, { applied: [], pending: [], isolated: true });
  },
);

onEmpty("books of an earlier version keep what they hold", async (dev) => {
  const later = ["ops/0004_fence.sql", "trading/0004_brokers.sql"];
  const earlier = new Map(
    [...FILES].filter(([name]) =>
      !later.includes(name) && !name.startsWith("grants")
    ),
  );
  await withFolder(earlier, (folder) => migrate(dev, { folder }));
  const rows = [adjustment("d-1"), reconciliation("test")].reduce(
    (sql, added) => sql.replace(added, "select"),
    tradingRows("dev_claude"),
  );
  await asOwner(dev.ownerUrl, (sql) => sql.unsafe(rows).execute());
  assert.deepEqual((await migrate(dev)).applied, [...later, "grants"]);
  const [row] = await asOwner(dev.ownerUrl, (sql) =>
    sql`
    select count(*)::int as orders, min(order_type) as type, min(limit_price) as limit,
      sum(cancel_asks)::int as asks, min(protection) as protection,
      min(p.quantity) as held, min(p.adjusted_quantity) as adjusted
    from orders cross join positions p`);
  assert.deepEqual({ ...row }, {
    orders: 2,
    type: "limit",
    limit: "10.000000",
    asks: 0,
    protection: "none",
    held: 50,
    adjusted: 0,
  });
});

onEmpty("a dry run tells what is pending and changes nothing", async (dev) => {
  const before = await fingerprint(dev.ownerUrl);
  const { applied, pending } = await migrate(dev, { dryRun: true });
  assert.deepEqual(applied, []);
  assert.deepEqual(pending, ALL);
  assert.deepEqual(await fingerprint(dev.ownerUrl), before);
  await migrate(dev);
  assert.deepEqual((await migrate(dev, { dryRun: true })).pending, []);
});

onEmpty("five migrators at once apply every file exactly once", async (dev) => {
  const script = new URL("./migrate/migrator.ts", import.meta.url).pathname;
  const outputs = await Promise.all(
    Array.from({ length: 5 }, () =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", script, JSON.stringify(dev)],
      }).output()),
  );
  const texts = outputs.map(({ stdout, stderr, success }) => {
    assert.ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  });
  const applied = texts.flatMap((text) => JSON.parse(text) as string[]);
  assert.deepEqual(applied.sort(), [...ALL].sort());
});

onEmpty(
  "a file that changed after it was applied is refused by name",
  async (dev) => {
    await migrate(dev);
    const name = MIGRATIONS[1]!;
    const changed = new Map(FILES).set(name, `${FILES.get(name)} -- later`);
    await refused(dev, changed, `${name} was changed after it was applied`);
    // Line ends are no change: a checkout elsewhere may have others.
    const crlf = FILES.get(name)!.replaceAll("\n", "\r\n");
    await withFolder(
      new Map(FILES).set(name, crlf),
      (folder) => migrate(dev, { folder }),
    );
  },
);

onEmpty("an applied file that is missing is refused by name", async (dev) => {
  await migrate(dev);
  const name = MIGRATIONS[0]!;
  const without = new Map(FILES);
  without.delete(name);
  await refused(dev, without, `${name} was applied but its file is missing`);
});

onEmpty("a database that is newer than the program is refused", async (dev) => {
  const later = new Map(FILES).set("trading/9999_later.sql", "select 1");
  await withFolder(later, (folder) => migrate(dev, { folder }));
  await refused(dev, FILES, "the database is newer than this program");
});

onEmpty(
  "a file cannot be slipped in before one that was applied",
  async (dev) => {
    await migrate(dev);
    const earlier = new Map(FILES).set("trading/0000_early.sql", "select 1");
    await refused(
      dev,
      earlier,
      "trading/0000_early.sql is new but comes before",
    );
  },
);

onEmpty("files without a number of their own are refused", async (dev) => {
  const twice = new Map(FILES).set("ops/0001_again.sql", "select 1");
  await refused(dev, twice, "Cannot order ops/0001_journal.sql");
  const none = new Map(FILES).set("ops/notes.sql", "select 1");
  await refused(dev, none, "Cannot order ops/notes.sql");
});

onEmpty("another agent's database is not taken for one's own", async (dev) => {
  await migrate(dev);
  const { ownerUrl } = dev;
  await assert.rejects(migrate(targetOf("intl", ownerUrl)), {
    message: /it is the trading dev_claude US database, not trading intl_/,
  });
  await assert.rejects(migrate(targetOf("research", ownerUrl)), {
    message: /it is the trading dev_claude US database, not research/,
  });
});

onEmpty(
  "an error in a file names file, line and reason, and leaves nothing",
  async (dev) => {
    const before = await fingerprint(dev.ownerUrl);
    const broken = new Map([[
      "ops/0001_a.sql",
      "create table a ();\n\nselect x",
    ]]);
    await refused(
      dev,
      broken,
      /^Cannot apply ops\/0001_a.sql to .*: column "x" does not exist \(42703, line 3\)$/,
    );
    assert.deepEqual(await fingerprint(dev.ownerUrl), before);
  },
);

onEmpty(
  "files see whose database it is, in UTC, whatever the owner's settings",
  async (dev) => {
    const told = new Map([[
      "ops/0001_told.sql",
      `create table ops.told as select current_setting('catalyst.agent') as agent,
      current_setting('catalyst.market') as market, current_setting('timezone') as zone,
      current_setting('search_path') as path`,
    ]]);
    await asOwner(dev.ownerUrl, (sql) =>
      sql.unsafe(
        `do $$ begin execute format('alter database %I set timezone = ''Asia/Tokyo''',
      current_database()); end $$`,
      ));
    await withFolder(told, (folder) => migrate(dev, { folder }));
    const [row] = await asOwner(
      dev.ownerUrl,
      (sql) => sql`select * from ops.told`,
    );
    assert.deepEqual({ ...row }, {
      agent: "dev_claude",
      market: "US",
      zone: "UTC",
      path: "public",
    });
  },
);

onEmpty("a migration that another one holds up says so", async (dev) => {
  await asOwner(dev.ownerUrl, (sql) =>
    sql.begin(async (sql) => {
      await sql`select pg_advisory_xact_lock(20261122)`;
      await assert.rejects(migrate(dev, { lockSeconds: 1 }), {
        message:
          /^Cannot migrate .*: another migration has gone on for more than 1 s/,
      });
    }));
});

onEmpty(
  "a table that a running process holds is not waited for long",
  async (dev) => {
    await migrate(dev);
    const more = new Map(FILES).set(
      "trading/9999_more.sql",
      "alter table positions add column more int",
    );
    await asOwner(dev.ownerUrl, (sql) =>
      sql.begin(async (sql) => {
        await sql`select from positions`;
        await refused(dev, more, "it waited 1 s for a table that a running");
      }));
  },
);

onEmpty(
  "grants are applied again when they change, and to a copy",
  async (dev) => {
    await migrate(dev);
    const changed = new Map(FILES);
    changed.set("grants/ops.sql", `${FILES.get("grants/ops.sql")}\n-- more`);
    const { applied } = await withFolder(
      changed,
      (folder) => migrate(dev, { folder }),
    );
    assert.deepEqual(applied, ["grants"]);
    await migrate(dev);
    const copy = `catalyst_test_copy_${crypto.randomUUID().slice(0, 8)}`;
    const name = new URL(dev.ownerUrl).pathname.slice(1);
    await maintain((sql) =>
      sql.unsafe(`create database ${copy} template ${name}`)
    );
    try {
      const target = { ...dev, ownerUrl: urlOf(dev.ownerUrl, copy) };
      assert.deepEqual((await migrate(target)).applied, ["grants"]);
    } finally {
      await maintain((sql) => sql.unsafe(`drop database ${copy} with (force)`));
    }
  },
);

onEmpty("an owner who is no superuser can migrate", async (dev) => {
  const owner = `catalyst_test_owner_${crypto.randomUUID().slice(0, 8)}`;
  const database = new URL(dev.ownerUrl).pathname.slice(1);
  await maintain(async (sql) => {
    await sql.unsafe(`create role ${owner} login password 'plain'`);
    await sql.unsafe(`alter database ${database} owner to ${owner}`);
  });
  try {
    const ownerUrl = urlOf(dev.ownerUrl, database, owner, "plain");
    const { applied } = await migrate({ ...dev, ownerUrl });
    assert.deepEqual(applied, ALL);
  } finally {
    await maintain(async (sql) => {
      await sql.unsafe(`drop database ${database} with (force)`);
      await sql.unsafe(`drop role ${owner}`);
    });
  }
});

Deno.test("no file ends its own transaction or needs to run outside of one", () => {
  for (const [name, text] of FILES) {
    const code = text.replaceAll(/--[^\n]*|\$(\w*)\$[\s\S]*?\$\1\$/g, "");
    assert.doesNotMatch(
      code,
      /^\s*(commit|rollback|begin|start transaction|vacuum|alter system)\b|\bconcurrently\b/im,
      name,
    );
  }
});

async function refused(
  target: Target,
  files: ReadonlyMap<string, string>,
  message: string | RegExp,
): Promise<void> {
  await withFolder(files, async (folder) => {
    const error = await migrate(target, { folder, lockSeconds: 1 }).then(
      () => assert.fail("it was accepted"),
      (error) => error,
    );
    assert.equal(error.name, "MigrationError", error.stack);
    if (typeof message === "string") {
      assert.ok(error.message.includes(message), error.message);
    } else assert.match(error.message, message);
    assert.doesNotMatch(error.message, /password/);
  });
}
