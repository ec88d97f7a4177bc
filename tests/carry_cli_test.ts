/** `workers/carry.ts` as the launcher starts it: one line, and an exit code. */
import assert from "node:assert/strict";
import { AGENT, carries, closedTrades } from "./carrier/two_databases.ts";

async function carry(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--allow-env",
      "--allow-net=127.0.0.1",
      "workers/carry.ts",
      ...args,
    ],
    env: {
      DEV_DATABASE_URL: "",
      RESEARCH_DATABASE_URL: "",
      ...env,
      NO_COLOR: "1",
    },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), err: text(stderr) };
}

carries(
  "the worker says in one line what it carried, and again that it is nothing",
  async ({ books, dev, there }) => {
    await closedTrades(books, 2);
    const env = {
      DEV_DATABASE_URL: dev.urlOf(AGENT),
      RESEARCH_DATABASE_URL: there.urlOf(AGENT),
    };
    const first = await carry(env, "--agent", AGENT);
    assert.equal(first.code, 0, first.err);
    assert.match(
      first.out,
      /^Carried 2 trades and 4 decisions of dev_claude to catalyst_research; journal read up to \d+$/,
    );
    const again = await carry(env, "--agent", AGENT);
    assert.match(again.out, /^Carried 0 trades and 0 decisions of dev_claude/);
  },
);

carries(
  "the worker names in one line what is in its way",
  async ({ dev, there }) => {
    const env = {
      DEV_DATABASE_URL: dev.urlOf(AGENT),
      RESEARCH_DATABASE_URL: there.urlOf(AGENT),
    };
    const wrong: [given: Promise<{ code: number; err: string }>, RegExp][] = [
      [carry({}, "--agent", AGENT), /^Cannot carry without DEV_DATABASE_URL: /],
      [
        carry(env, "--agent", "big_bro"),
        /^Cannot find --agent "big_bro": use /,
      ],
      [
        carry(
          { ...env, RESEARCH_DATABASE_URL: dev.urlOf(AGENT) },
          "--agent",
          AGENT,
        ),
        /^Cannot use \S+: .*/,
      ],
    ];
    for (const [given, line] of wrong) {
      const { code, err } = await given;
      assert.equal(code, 1);
      assert.match(err, line);
      assert.equal(err.split("\n").length, 1, err);
    }
  },
);
