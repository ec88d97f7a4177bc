/** Our calendar and clock against the venue's. */
import assert from "node:assert/strict";
import { crossCheck } from "../core/flows/cross_check.ts";
import { checkBooks } from "../core/flows/reconcile.ts";
import { BrokerUnavailable, type VenueDay } from "../core/ports.ts";
import { plus } from "../core/time.ts";
import { at, NOW, TestDesk } from "./desk.ts";
import { equalDay } from "./equal.ts";

const stateOf = ({ books }: TestDesk) => books.states.at(-1)!.state;

/** A desk whose venue says `told` of `date`, and what we say of every other. */
function saying(date: string, told: Partial<VenueDay>, now = NOW) {
  const test = new TestDesk({ now });
  const { market } = test.desk;
  test.day = (wanted) => {
    const ours = equalDay(market, wanted);
    return wanted === date ? { ...ours, ...told } : ours;
  };
  return test;
}

/** Monday 2026-11-23, and Tuesday after it, in Hong Kong. */
const hours = (open: string, close: string, lunch: [string, string] | null) => {
  const time = (text: string) => at(`${text}:00+08:00`);
  return {
    open: time(open),
    close: time(close),
    lunch: lunch && { start: time(lunch[0]), end: time(lunch[1]) },
  };
};

const DIFFERENT: [
  what: string,
  date: string,
  told: Partial<VenueDay>,
  text: string,
][] = [
  [
    "has no session today",
    "2026-11-23",
    { hours: null },
    "HKEX on 2026-11-23: 09:30:00–12:00:00, 13:00:00–16:00:00 by our calendar, no session by the venue's",
  ],
  [
    "has half a day tomorrow",
    "2026-11-24",
    {
      hours: hours("2026-11-24T09:30", "2026-11-24T12:00", null),
    },
    "HKEX on 2026-11-24: 09:30:00–12:00:00, 13:00:00–16:00:00 by our calendar, 09:30:00–12:00:00 by the venue's",
  ],
  [
    "has another lunch",
    "2026-11-23",
    {
      hours: hours("2026-11-23T09:30", "2026-11-23T16:00", [
        "2026-11-23T12:00",
        "2026-11-23T13:30",
      ]),
    },
    "HKEX on 2026-11-23: 09:30:00–12:00:00, 13:00:00–16:00:00 by our calendar, 09:30:00–12:00:00, 13:30:00–16:00:00 by the venue's",
  ],
  [
    "says the hours of another day",
    "2026-11-23",
    {
      hours: hours("2026-11-24T09:30", "2026-11-24T16:00", null),
    },
    "HKEX on 2026-11-23: 09:30:00–12:00:00, 13:00:00–16:00:00 by our calendar, 2026-11-24T09:30:00–2026-11-24T16:00:00 by the venue's",
  ],
  [
    "is 6 s ahead",
    "2026-11-23",
    { now: plus(NOW, 6_000) },
    "The venue's clock is 6 s ahead of ours",
  ],
  [
    "is 60 s behind",
    "2026-11-23",
    { now: plus(NOW, -60_000) },
    "The venue's clock is 60 s behind ours",
  ],
];

for (const [what, date, told, text] of DIFFERENT) {
  Deno.test(`A venue that ${what} keeps entries out until a later check agrees`, async () => {
    const test = saying(date, told);
    assert.deepEqual(await crossCheck(test.desk), { equal: false, note: text });
    await checkBooks(test.desk);
    assert.equal(stateOf(test), "reducing");
    const [difference, ...rest] = test.books.reconciliation!.differences;
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [difference!.kind, difference!.subject, difference!.text],
      [
        "unknown",
        "calendar",
        text,
      ],
    );
    for (let i = 0; i < 3; i++) {
      test.machineMs += 60_000;
      await crossCheck(test.desk);
      await checkBooks(test.desk);
    }
    assert.deepEqual(test.books.operator.alerts, [
      { severity: "critical", kind: "calendar", message: text },
    ], "told once");
    assert.equal(stateOf(test), "reducing", "it does not settle by itself");
    test.day = (date) => equalDay(test.desk.market, date);
    assert.equal((await crossCheck(test.desk)).equal, true);
    await checkBooks(test.desk);
    assert.equal(stateOf(test), "active");
  });
}

Deno.test("A clock within 5 s is the same clock", async () => {
  for (const ms of [-5_000, 0, 5_000]) {
    const test = saying("2026-11-23", { now: plus(NOW, ms) });
    assert.equal((await crossCheck(test.desk)).equal, true);
  }
});

Deno.test("A venue that takes long to tell its clock is judged by when it may have looked", async () => {
  const test = saying("2026-11-23", { now: plus(NOW, 14_000) });
  const { day } = test;
  test.day = async (date) => {
    const told = await day(date);
    if (date === "2026-11-23") test.now = plus(NOW, 10_000);
    return told;
  };
  assert.equal((await crossCheck(test.desk)).equal, true);
});

Deno.test("A venue that cannot tell changes nothing, whatever was known", async () => {
  const unreadable = () => {
    throw new BrokerUnavailable("Cannot read calendar: 503");
  };
  const test = saying("2026-11-23", { hours: null });
  const { day } = test;
  test.day = unreadable;
  const note =
    "Calendar was not compared with the venue's: Cannot read calendar: 503";
  assert.deepEqual(await crossCheck(test.desk), { equal: true, note });
  test.day = day;
  await crossCheck(test.desk);
  test.day = unreadable;
  assert.deepEqual(await crossCheck(test.desk), { equal: false, note });
  await checkBooks(test.desk);
  assert.equal(stateOf(test), "reducing");
});

Deno.test("Where our own calendar has ended there is nothing to compare", async () => {
  const test = saying("", {}, at("2031-06-02T02:00:00Z"));
  test.day = () => {
    throw new Error("asked");
  };
  assert.equal((await crossCheck(test.desk)).equal, true);
});
