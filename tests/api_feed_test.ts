/** A listener's way through a journal, by itself. */
import assert from "node:assert/strict";
import { Dropped, Feed } from "../api/feed.ts";
import type { SealedRow } from "../core/adapters/stores/journal_tail.ts";

function row(seq: number, kind = "position"): SealedRow {
  return { seq, kind } as SealedRow;
}

/** A feed over `rows`, as far as they are there when it looks. */
function feedOf(rows: SealedRow[], place = 0) {
  const left: string[] = [];
  const feed: Feed = new Feed(
    place,
    ({ kind }) => kind === "position",
    (after) => Promise.resolve(rows.filter(({ seq }) => seq > after)),
    () => left.push("left"),
  );
  return { feed, rows, left };
}

async function seqOf(answer: Promise<IteratorResult<SealedRow, undefined>>) {
  return (await answer).value?.seq;
}

Deno.test("a feed answers what is wanted, in order, and knows its place", async () => {
  const { feed } = feedOf([row(1), row(2, "order"), row(3), row(4, "fill")]);
  assert.deepEqual([await seqOf(feed.next()), feed.told], [1, 1]);
  assert.deepEqual([await seqOf(feed.next()), feed.told], [3, 3]);
  const waiting = feed.next();
  await settled();
  assert.deepEqual([feed.place, feed.told], [4, 3]);
  feed.end();
  assert.equal((await waiting).done, true);
});

Deno.test("what comes while a feed looks is not slept over", async () => {
  const rows: SealedRow[] = [];
  const feed: Feed = new Feed(0, () => true, async (after) => {
    const found = rows.filter(({ seq }) => seq > after);
    if (rows.length === 0) {
      rows.push(row(1));
      feed.wake(); // before it sleeps
    }
    return found;
  }, () => {});
  assert.equal(await seqOf(feed.next()), 1);
});

Deno.test("a feed that is left answers at once, though it waits", async () => {
  const { feed, left } = feedOf([]);
  const waiting = feed.next();
  await feed.return();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.deepEqual(await feed.next(), { done: true, value: undefined });
  await feed.return();
  assert.deepEqual(left, ["left"]);
});

Deno.test("a feed that was asked twice has one answer", async () => {
  const { feed, rows } = feedOf([]);
  const first = feed.next();
  assert.equal(feed.next(), first);
  rows.push(row(1));
  feed.wake();
  assert.equal(await seqOf(first), 1);
});

Deno.test("a feed is idle while nobody asks, and only then", async () => {
  const { feed } = feedOf([row(1)]);
  await feed.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(feed.idleMs >= 15);
  const waiting = feed.next();
  assert.equal(feed.idleMs, 0);
  feed.fail(new Dropped("too far behind"));
  assert.equal((await waiting).done, true);
  assert.ok(feed.over.reason instanceof Dropped);
});

Deno.test("a feed whose journal cannot be read is over, with the reason", async () => {
  const gone = new Error("gone");
  const feed = new Feed(0, () => true, () => Promise.reject(gone), () => {});
  assert.equal((await feed.next()).done, true);
  assert.equal(feed.over.reason, gone);
});

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
