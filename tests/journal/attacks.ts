/**
 * Ways to change a sealed journal of ten rows, each in SQL, by somebody whom no
 * trigger stops; and what the proof must say of it.
 */

export interface Attack {
  name: string;
  sql: string;
  /** The first place that cannot be proven. */
  seq: number;
  text: RegExp;
}

/** Other values of a column, by its type; of text one for each letter. */
export const OTHERS: Record<
  string,
  (column: string, letters: number) => string[]
> = {
  text: (column, letters) =>
    Array.from(
      { length: letters },
      (_, i) => `overlay(${column} placing '~' from ${i + 1} for 1)`,
    ),
  bigint: (column) => [`${column} + 1000`],
  xid8: (column) => [
    `((${column}::text)::bigint + 1)::text::xid8`,
    `'999999999999'`,
  ],
  bytea: (column) =>
    Array.from(
      { length: 32 },
      (_, i) => `set_byte(${column}, ${i}, get_byte(${column}, ${i}) # 1)`,
    ),
  "timestamp with time zone": (column) => [
    `${column} + interval '1 microsecond'`,
  ],
  "timestamp(3) with time zone": (column) => [
    `${column} - interval '1 millisecond'`,
  ],
};

const row = (seq: number) =>
  `(xid, id) = (select xid, id from ops.seals where seq = ${seq})`;

export const ATTACKS: Attack[] = [
  {
    name: "the fence of a row without one",
    sql: `update ops.journal set fence = 0 where ${row(4)}`,
    seq: 4,
    text: /row 4 \(operator approval s4\) does not fit the chain/,
  },
  {
    name: "a letter moved from one column to the next",
    sql: `update ops.journal set subject = left(subject, -1),
      body = right(subject, 1) || body where ${row(6)}`,
    seq: 6,
    text: /row 6 /,
  },
  {
    name: "the first row",
    sql: `update ops.journal set body = '{}' where ${row(1)}`,
    seq: 1,
    text: /row 1 /,
  },
  {
    name: "the last row",
    sql: `update ops.journal set body = '{}' where ${row(10)}`,
    seq: 10,
    text: /row 10 /,
  },
  {
    name: "a row and its seal, which then fits",
    sql: `update ops.journal set body = '{}' where ${row(5)};
      update ops.seals s set hash = sha256(
        (select hash from ops.seals where seq = 4) || convert_to(concat_ws(',',
          s.seq, j.xid, j.id, coalesce(j.fence::text, ''), j.at, j.recorded_at, s.sealed_at,
          octet_length(j.agent), octet_length(j.kind), octet_length(j.subject),
          j.agent || j.kind || j.subject || j.body), 'UTF8'))
      from ops.journal j where s.seq = 5 and (j.xid, j.id) = (s.xid, s.id)`,
    seq: 6,
    text: /row 6 .* or the row before with its seal/,
  },
  {
    name: "two rows swapped",
    sql: `update ops.journal a set subject = b.subject, body = b.body
      from ops.journal b where (a.subject, b.subject) in (('s3', 's4'), ('s4', 's3'))`,
    seq: 3,
    text: /row 3 \(operator approval s4\) does not fit the chain/,
  },
  {
    name: "two seals swapped",
    sql: `create temporary table two on commit drop as
        select * from ops.seals where seq in (3, 4);
      delete from ops.seals where seq in (3, 4);
      insert into ops.seals select 7 - seq, xid, id, hash, sealed_at from two`,
    seq: 3,
    text: /row 3 is out of place: row 4 comes before it/,
  },
  {
    name: "two hashes swapped",
    sql: `update ops.seals a set hash = b.hash
      from ops.seals b where (a.seq, b.seq) in ((3, 4), (4, 3))`,
    seq: 3,
    text: /row 3 /,
  },
  {
    name: "a row deleted",
    sql: `delete from ops.journal where ${row(5)}`,
    seq: 5,
    text: /row 5 is missing/,
  },
  {
    name: "a seal deleted",
    sql: `delete from ops.seals where seq = 5`,
    seq: 5,
    text: /seal 5 is missing/,
  },
  {
    name: "a row deleted with its seal",
    sql: `delete from ops.journal where ${row(5)};
      delete from ops.seals where seq = 5`,
    seq: 5,
    text: /seal 5 is missing/,
  },
  {
    name: "a row deleted with its seal, and the others renumbered",
    sql: `delete from ops.journal where ${row(5)};
      delete from ops.seals where seq = 5;
      update ops.seals set seq = seq - 1 where seq > 5`,
    seq: 5,
    text: /row 5 \(operator approval s6\) does not fit the chain/,
  },
  {
    name: "a row slipped in later",
    sql: inserted(4),
    seq: 5,
    text:
      /row 5 is out of place: a row \(operator approval new\) without a seal comes before it/,
  },
  {
    name: "a row slipped in before the first",
    sql: `insert into ops.journal (xid, agent, kind, subject, at, body)
      values ('1', 'operator', 'approval', 'new', now(), '{}')`,
    seq: 1,
    text: /row 1 is out of place/,
  },
  {
    name: "a seal for a row that never was",
    sql: `insert into ops.seals
      select -1, xid, 0, hash, sealed_at from ops.seals where seq = 5`,
    seq: 1,
    text: /a seal -1 stands before seal 1/,
  },
  {
    name: "rows cut off at the end",
    sql: `delete from ops.journal where subject in ('s8', 's9', 's10')`,
    seq: 8,
    text: /row 8 is missing/,
  },
  {
    name: "seals cut off at the end",
    sql: `delete from ops.seals where seq >= 8`,
    seq: 8,
    text: /seal 8 is missing/,
  },
  {
    name: "rows and seals cut off at the end",
    sql: `delete from ops.journal where subject in ('s8', 's9', 's10');
      delete from ops.seals where seq >= 8`,
    seq: 8,
    text: /rows 8 to 10 are missing at the end/,
  },
  {
    name: "all rows and seals",
    sql: `truncate ops.journal, ops.seals`,
    seq: 1,
    text: /rows 1 to 10 are missing at the end/,
  },
  {
    name: "the head",
    sql: `delete from ops.seal_head`,
    seq: 1,
    text: /the head is missing/,
  },
  {
    name: "the head set back",
    sql: `update ops.seal_head set seq = 9`,
    seq: 10,
    text: /before the head, 9/,
  },
  {
    name: "the head set back to an earlier row",
    sql:
      `update ops.seal_head h set seq = s.seq, hash = s.hash, xid = s.xid, id = s.id
      from ops.seals s where s.seq = 7`,
    seq: 8,
    text: /seal 8 lies behind the head, 7/,
  },
  {
    name: "the head set forward",
    sql: `update ops.seal_head set seq = 11`,
    seq: 11,
    text: /rows 11 to 11 are missing at the end/,
  },
  {
    name: "the hash of the head",
    sql: `update ops.seal_head set hash = sha256(hash)`,
    seq: 11,
    text: /the head is not that of row 10/,
  },
  {
    name: "the place of the head",
    sql: `update ops.seal_head set id = id + 1`,
    seq: 11,
    text: /the head is not that of row 10/,
  },
];

/** A row with the transaction of row `seq` and a number after its own. */
function inserted(seq: number): string {
  return `insert into ops.journal (xid, id, agent, kind, subject, at, body)
    overriding system value
    select xid, id + 1, agent, kind, 'new', at, body from ops.journal where ${
    row(seq)
  }`;
}
