/** The review before a session ends or breaks for lunch: what may stay, and what must go. @module */
import type { Desk } from "../ports.ts";
import { signalStrength } from "../signals/mod.ts";
import { isLive } from "../trading/order.ts";
import { marked } from "../trading/position.ts";
import { judge, type Judgement, reasonsOf } from "./judge.ts";
import { leave, withdraw } from "./leave.ts";
import { decisionOf, recordRun, startRun } from "./run.ts";

/** Which break the review precedes. */
export type Break = "lunch" | "close";

/**
 * Judges every open position without the two clock rules. HOLD with at least
 * one strong hold may stay: it is marked, and the clock rules leave it alone
 * until the next session. Before the close everything else goes; before lunch
 * only what has an exit signal. Entries still working are withdrawn.
 */
export async function close(desk: Desk, before: Break): Promise<void> {
  const run = await startRun(desk, "close");
  const { session, ledger, at, date } = run;
  if (!session || desk.market.phaseAt(at) !== "regular") {
    await recordRun(run, "The market is closed: nothing to review");
    return;
  }
  await recordRun(run, `Review before ${before}`);
  for (const order of ledger.orders) {
    if (order.purpose === "entry" && isLive(order)) {
      await withdraw(run, order, [`still working before ${before}`]);
    }
  }
  const { positions } = ledger;
  const symbols = positions.map(({ symbol }) => symbol);
  const snapshots = await desk.data.snapshots(symbols);
  for (const held of positions) {
    const snapshot = snapshots.get(held.symbol)!;
    const position = marked(held, snapshot.price);
    const { rules } = desk.parameters;
    const judgement = judge(position, snapshot, session, at, rules, true);
    const { stays, trigger, reasons } = verdictOf(judgement, before);
    if (stays === "no") {
      await leave(run, position, snapshots, trigger, reasons);
      continue;
    }
    const overnight = stays === "overnight" ? date : position.overnight;
    const decision = await decisionOf(run, held.symbol, "hold", reasons);
    await desk.books.recordDecision(decision, { ...position, overnight });
  }
}

/** Whether a position may stay over the break, and what decided. */
function verdictOf({ signals, advice }: Judgement, before: Break) {
  const holds = reasonsOf(signals, "hold");
  if (signalStrength(signals) === "strong_hold") {
    return { stays: "overnight", trigger: "", reasons: holds } as const;
  }
  const exits = reasonsOf(signals, "exit");
  const strong = signals.find((s) =>
    s.advice === "exit" && s.strength === "strong"
  );
  const first = strong ?? signals.find((s) => s.advice === "exit");
  if (before === "lunch" && advice === "hold") {
    const reasons = ["nothing speaks against it over lunch", ...holds];
    return { stays: "lunch", trigger: "", reasons } as const;
  }
  const trigger = first?.name ?? "close_review";
  const reasons = exits.length > 0 ? exits : ["no strong reason to hold"];
  return { stays: "no", trigger, reasons } as const;
}
