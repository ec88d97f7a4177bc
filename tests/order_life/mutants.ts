/** Bugs that real systems had, as edits of the real source. @module */

/** In `file`, below core/, this exact text becomes that one. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

export interface Mutant {
  bug: string;
  edits: readonly Edit[];
}

const EXECUTE = "flows/execute.ts";
const BOOK = "flows/book.ts";
const RECOVER = "flows/recover.ts";
const FILL = "trading/fill.ts";
const PROGRESS = "trading/progress.ts";
const POSITION = "trading/position.ts";
const MEMORY = "adapters/stores/memory.ts";
const MEMORY_ORDERS = "adapters/stores/memory_orders.ts";
const CLAIM = "if (!await desk.books.claim(order.id)) {";
const SUBMIT = "const answer = await desk.broker.submit(verdict.value);";
const RECORD = "await desk.books.recordIntent(decision, order, begun);";
const FOUND = "if (report) await book(desk, report);";
const MISSED = `${FOUND}
    const { books, broker } = desk;
    const before = (await books.order(orderId))!;
    if (report || before.status !== "unknown") return;`;
const EXPIRE = "await books.expireIntent(order.id, reason);";
const FILL_OF = "const fill = fillOf(before, report, feesOf);";
const ENDS = 'status: whole ? "filled" : over ? order.status : "partial",';

/** Needs a request that arrives long after its timeout: see the test of its own. */
export const GIVES_UP: Mutant = {
  bug: "an unknown order counts as rejected after five look-ups that miss",
  edits: [{
    file: RECOVER,
    from: FOUND,
    to: `${MISSED}
    const misses = Number(before.reason?.match(/^missed (.)/)?.[1] ?? 0) + 1;
    const end = misses < 5 ? before.status : "rejected";
    const after = { ...before, status: end, reason: \`missed \${misses}\` };
    await books.recordReport(before, after);`,
  }],
};

export const MUTANTS: readonly Mutant[] = [
  {
    bug: "an order is sent before its intent is written",
    edits: [
      { file: EXECUTE, from: SUBMIT, to: "" },
      { file: EXECUTE, from: RECORD, to: `${SUBMIT} ${RECORD}` },
    ],
  },
  {
    bug: "an order is sent whoever won the claim",
    edits: [{
      file: EXECUTE,
      from: CLAIM,
      to: `await desk.books.claim(order.id); if (order.id === "") {`,
    }],
  },
  {
    bug: "the claim is won by everyone who asks",
    edits: [{
      file: MEMORY,
      from: 'if (order?.status !== "intent") return false;',
      to: 'if (!order || order.status === "expired") return false;',
    }],
  },
  {
    bug: "a timeout counts as rejected",
    edits: [{
      file: PROGRESS,
      from: ": { ...order, status: answer.status, reason: answer.reason };",
      to: ': { ...order, status: "rejected", reason: answer.reason };',
    }],
  },
  {
    bug: "an answer undoes what a report said first",
    edits: [{
      file: PROGRESS,
      from: 'if (order.status !== "submitting") return order;',
      to: 'if (order.status === "unknown") return order;',
    }],
  },
  {
    bug: "an unknown order counts as rejected after one look-up that misses",
    edits: [{
      file: RECOVER,
      from: FOUND,
      to: `${MISSED}
      await books.recordReport(before, { ...before, status: "rejected" });`,
    }],
  },
  GIVES_UP,
  {
    bug: "an unknown order is sent again",
    edits: [{
      file: RECOVER,
      from: FOUND,
      to: `${MISSED} await broker.submit(before as never);`,
    }],
  },
  {
    bug: "an unknown order is never looked up",
    edits: [{ file: RECOVER, from: FOUND, to: "" }],
  },
  {
    bug: "a repeated report is booked again",
    edits: [{
      file: FILL,
      from: "if (cumulativeQuantity <= order.filledQuantity) return;",
      to: "if (cumulativeQuantity === 0) return;",
    }],
  },
  {
    bug: "the total value is taken for the value of one fill",
    edits: [{
      file: FILL,
      from: "value: money(cumulativeValue - order.filledValue),",
      to: "value: cumulativeValue,",
    }],
  },
  {
    bug: "a minimum fee counts once per fill",
    edits: [{
      file: FILL,
      from:
        "fee: money(feesOf(cumulativeValue, cumulativeQuantity) - order.fees),",
      to: "fee: feesOf(cumulativeValue, cumulativeQuantity),",
    }],
  },
  {
    bug: "a fill told after the cancel is ignored",
    edits: [{
      file: BOOK,
      from: FILL_OF,
      to: `const fill = before.status === "cancelled"
        ? undefined
        : fillOf(before, report, feesOf);`,
    }],
  },
  {
    bug: "a fill told after the cancel reopens the order",
    edits: [{
      file: PROGRESS,
      from: ENDS,
      to: 'status: whole ? "filled" : "partial",',
    }],
  },
  {
    bug: "an intent found at start is sent",
    edits: [{
      file: RECOVER,
      from: EXPIRE,
      to: `if (await books.claim(order.id)) {
        await desk.broker.submit(order as never);
      }`,
    }],
  },
  {
    bug: "an order that was being sent counts as never sent at start",
    edits: [{
      file: RECOVER,
      from:
        'await books.recordAnswer(order.id, { status: "unknown", reason });',
      to: 'await books.recordAnswer(order.id, { status: "rejected", reason });',
    }],
  },
  {
    bug: "a position is written when its order is accepted",
    edits: [{
      file: EXECUTE,
      from: "await desk.books.recordAnswer(order.id, answer);",
      to: `await desk.books.recordAnswer(order.id, answer);
      if (answer.status === "accepted" && order.purpose === "entry") {
        const { positionId: id, symbol, quantity, limitPrice } = order;
        const cost = quantity * limitPrice;
        await desk.books.recordDecision(decision, {
          id, symbol, quantity, cost, side: "long", status: "open",
        } as never);
      }`,
    }],
  },
  {
    bug: "what was ordered is booked, not what was filled",
    edits: [{
      file: FILL,
      from: "quantity: cumulativeQuantity - order.filledQuantity,",
      to: "quantity: order.quantity,",
    }],
  },
  {
    bug: "a partial exit takes the whole cost",
    edits: [{
      file: POSITION,
      from: 'const share = mulDiv(cost, fill.quantity, held, "nearest");',
      to: "const share = cost;",
    }],
  },
  {
    bug: "a report is written over what another writer did",
    edits: [{
      file: MEMORY_ORDERS,
      from:
        "if (now.status === status && now.filledQuantity === filledQuantity) return;",
      to: "if (now !== undefined) return;",
    }],
  },
];
