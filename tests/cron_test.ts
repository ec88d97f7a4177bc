/** When cron patterns come next, and the overseer that lives by one. */
import assert from "node:assert/strict";
import { nextAfter } from "../core/adapters/cron.ts";
import { bigBro } from "../core/agents/big_bro.ts";
import { oversee } from "../core/flows/oversee.ts";
import type { OverseerDesk } from "../core/ports.ts";
import { iso } from "../core/time.ts";
import { at } from "./desk.ts";

const NEW_YORK = "America/New_York";

const NEXT: [
  pattern: string,
  zone: string,
  after: string,
  next: string | undefined,
][] = [
  ["0 6,18 * * *", "UTC", "2026-01-14T05:59:59.999Z", "2026-01-14T06:00:00Z"],
  ["0 6,18 * * *", "UTC", "2026-01-14T06:00:00Z", "2026-01-14T18:00:00Z"],
  ["0 6,18 * * *", "UTC", "2026-01-14T06:00:00.001Z", "2026-01-14T18:00:00Z"],
  ["0 6,18 * * *", "UTC", "2026-07-14T18:00:00Z", "2026-07-15T06:00:00Z"],
  ["0 6,18 * * *", "UTC", "2026-12-31T18:00:00Z", "2027-01-01T06:00:00Z"],
  ["0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"],
  ["0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z", undefined],
  // Both sides of the change of the clocks.
  ["0 6 * * *", NEW_YORK, "2026-03-07T12:00:00Z", "2026-03-08T10:00:00Z"],
  ["0 6 * * *", NEW_YORK, "2026-03-06T12:00:00Z", "2026-03-07T11:00:00Z"],
  ["0 6 * * *", NEW_YORK, "2026-10-31T12:00:00Z", "2026-11-01T11:00:00Z"],
];

for (const [pattern, zone, after, next] of NEXT) {
  Deno.test(`After ${after} ${pattern} in ${zone} comes ${next ?? "never"}`, () => {
    const found = nextAfter(pattern, zone, at(after));
    assert.equal(found && iso(found), next);
  });
}

Deno.test("What is no pattern or no zone is refused", () => {
  const now = at("2026-01-14T00:00:00Z");
  assert.throws(() => nextAfter("0 25 * * *", "UTC", now));
  assert.throws(() => nextAfter("soon", "UTC", now));
  assert.throws(() => nextAfter("0 6 * * *", "Mars/Olympus", now));
});

/** The overseer over a clock that the test moves; every `late` it is asleep longer than it wished. */
function overseer(
  from: string,
  jumpsTo: (wished: number) => number = (at) => at,
) {
  let now: number = at(from);
  const told: string[] = [];
  const desk: OverseerDesk = {
    agent: bigBro,
    clock: {
      now: () => now as ReturnType<typeof at>,
      until: async (wished) => {
        now = Math.max(now, jumpsTo(wished));
        return true;
      },
    },
    store: {
      tell: async ({ mode, message, nextAt }) => {
        if (mode === "awake") {
          told.push(`${message} ${nextAt === null ? "-" : iso(nextAt)}`);
        }
      },
    },
    nextAfter: (pattern, after) => nextAfter(pattern, "UTC", after),
  };
  return { desk, told };
}

Deno.test("big_bro wakes at once and then at 06:00 and 18:00 UTC, summer and winter", async () => {
  for (const day of ["2026-01-14", "2026-07-14"]) {
    const { desk, told } = overseer(`${day}T01:00:00Z`);
    await oversee(desk, at(`${day}T23:00:00Z`));
    assert.deepEqual(told.map((text) => text.slice(0, 35)), [
      `Heartbeat at ${day}T01:00:00Z, `,
      `Heartbeat at ${day}T06:00:00Z, `,
      `Heartbeat at ${day}T18:00:00Z, `,
    ]);
  }
});

Deno.test("It says when it wakes next, and of beats that time jumped over it makes up one", async () => {
  const jump = at("2026-01-16T09:00:00Z");
  const { desk, told } = overseer(
    "2026-01-14T01:00:00Z",
    (wished) => Math.max(wished, jump),
  );
  await oversee(desk, at("2026-01-16T10:00:00Z"));
  assert.deepEqual(told, [
    "Heartbeat at 2026-01-14T01:00:00Z, the next at 2026-01-14T06:00:00Z 2026-01-14T06:00:00Z",
    "Heartbeat at 2026-01-16T09:00:00Z, the next at 2026-01-16T18:00:00Z 2026-01-16T18:00:00Z",
  ]);
});
