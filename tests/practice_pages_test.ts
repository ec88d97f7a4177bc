/** The pages by which the practice venue is told to misbehave. */
import assert from "node:assert/strict";
import { FAULTS, Mischief } from "../core/practice/mischief.ts";
import { Random } from "../core/practice/random.ts";
import {
  mischiefPage,
  type Mischiefs,
} from "../workers/practice/mischief_page.ts";

function mischiefs(): Mischiefs {
  const seed = Random.seeded("pages");
  return new Map(
    (["US", "HKEX"] as const).map((id) => [id, new Mischief(seed.fork(id))]),
  );
}

/** What it answers to one request: its status, and the body. */
async function asked(on: Mischiefs, method: string, body?: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request("http://127.0.0.1/practice/mischief", {
    method,
    ...body === undefined ? {} : { body: text },
  });
  const response = await mischiefPage(request, on);
  return { status: response.status, said: await response.json() };
}

Deno.test("What is set for a market happens there, is shown with its count, and ends when it is deleted", async () => {
  const on = mischiefs();
  const faults = { lost_ack: { times: 2 }, garbage: { share: 0.5 }, mute: {} };
  const { status } = await asked(on, "POST", { market: "US", faults });
  assert.equal(status, 200);
  const us = on.get("US")!;
  assert.equal(us.happens("lost_ack"), true);
  assert.equal(us.happens("mute"), true);
  assert.equal(on.get("HKEX")!.happens("mute"), false);
  const none = Object.fromEntries(FAULTS.map((fault) => [fault, 0]));
  const { said } = await asked(on, "GET");
  assert.deepEqual(said, [
    {
      market: "US",
      faults: {
        lost_ack: { times: 1, share: 1 },
        ...{ garbage: { share: 0.5 }, mute: { share: 1 } },
      },
      counts: { ...none, lost_ack: 1, mute: 1 },
    },
    { market: "HKEX", faults: {}, counts: none },
  ]);
  const deleted = await asked(on, "DELETE");
  assert.deepEqual(deleted.said[0].faults, {});
  assert.equal(us.happens("mute"), false);
});

Deno.test("Setting one fault leaves the others as they are", async () => {
  const on = mischiefs();
  await asked(on, "POST", { market: "US", faults: { mute: { times: 3 } } });
  await asked(on, "POST", { market: "US", faults: { garbage: { times: 1 } } });
  assert.deepEqual(on.get("US")!.settings(), {
    mute: { times: 3, share: 1 },
    garbage: { times: 1, share: 1 },
  });
});

const REFUSED: [what: string, body: unknown, says: RegExp][] = [
  ["no JSON", "{", /^Cannot set mischief: the body: /],
  ["no market", { faults: {} }, /^Cannot set mischief: market: /],
  ["a market that is not played", {
    ...{ market: "LSE", faults: {} },
  }, /^Cannot set mischief: market LSE is not played$/],
  ["an unknown fault", {
    ...{ market: "US", faults: { flood: {} } },
  }, /^Cannot set mischief: faults/],
  ["no times", {
    ...{ market: "US", faults: { mute: { times: 0 } } },
  }, /^Cannot set mischief: faults\.mute\.times: /],
  ["a share above one", {
    ...{ market: "US", faults: { mute: { share: 2 } } },
  }, /^Cannot set mischief: faults\.mute\.share: /],
  ["a word it does not know", {
    ...{ market: "US", faults: { mute: { often: 2 } } },
  }, /^Cannot set mischief: faults\.mute: /],
];

for (const [what, body, says] of REFUSED) {
  Deno.test(`A wish with ${what} is refused in one line, and nothing is set`, async () => {
    const on = mischiefs();
    const { status, said } = await asked(on, "POST", body);
    assert.equal(status, 400);
    assert.match(said.message, says);
    for (const one of on.values()) assert.deepEqual(one.settings(), {});
  });
}

Deno.test("Other methods are not taken", async () => {
  const { status, said } = await asked(mischiefs(), "PUT", {});
  assert.equal(status, 405);
  assert.match(said.message, /^Cannot PUT mischief: /);
});
