/** The review before a session ends or breaks for lunch: what may stay, and what must go. @module */
import type { Desk } from "../ports.ts";
import { unpricedOf } from "../risk/measure.ts";
import { signalStrength } from "../signals/mod.ts";
import { isLive } from "../trading/order.ts";
import { marked, type Position } from "../trading/position.ts";
import { judge, type Judgement, reasonsOf } from "./judge.ts";
import { leave } from "./leave.ts";
import type { Waiting } from "./release.ts";
import {
  decisionOf,
  describeRun,
  keepRun,
  recordDecision,
  recordRun,
  type Run,
  startRun,
} from "./run.ts";
import { tryWithdraw } from "./withdraw.ts";

/** Which break the review precedes. */
export type Break = "lunch" | "close";

/**
 * Judges every open position without the two clock rules. Before the close,
 * HOLD with at least one strong hold marks it overnight: the clock rules leave
 * it alone until the next session; everything else goes. Before lunch only what
 * has an exit signal goes. Entries still working are withdrawn.
 *
 * @param waiting Takes the exits that wait until stops are gone.
 */
export async function close(
  desk: Desk,
  before: Break,
  waiting?: Waiting,
): Promise<void> {
  const run = await startRun(desk, "close", waiting);
  const { session, ledger, at } = run;
  if (!session || desk.market.phaseAt(at) !== "regular") {
    await recordRun(run, "The market is closed: nothing to review");
    return;
  }
  const symbols = ledger.positions.map(({ symbol }) => symbol);
  const snapshots = await desk.data.snapshots(symbols);
  const unpriced = unpricedOf(ledger, snapshots);
  const missing = unpriced.length > 0
    ? `; no price of ${unpriced.join(", ")}: not judged`
    : "";
  await describeRun(run, `Review before ${before}${missing}`);
  for (const order of ledger.orders) {
    if (order.purpose === "entry" && isLive(order)) {
      await tryWithdraw(run, order, [`still working before ${before}`]);
    }
  }
  for (const held of ledger.positions) {
    const snapshot = snapshots.get(held.symbol);
    if (!snapshot) continue;
    const position = marked(held, snapshot.price);
    const { rules } = desk.parameters;
    const judgement = judge(position, snapshot, session, at, rules, true);
    if (stays(judgement, before)) {
      await keep(run, position, judgement, before);
    } else {
      const { trigger, reasons } = whyItGoes(judgement);
      await leave(run, position, snapshots, trigger, reasons);
    }
  }
  await keepRun(run);
}

/** Lets `position` stay, and puts on record why. */
async function keep(
  run: Run,
  position: Position,
  { signals }: Judgement,
  before: Break,
): Promise<void> {
  const reasons = [`May stay over ${before}`, ...reasonsOf(signals, "hold")];
  const decision = await decisionOf(run, position.symbol, "hold", reasons);
  const overnight = before === "close" ? run.date : null;
  await recordDecision(run, decision, { ...position, overnight });
}

/** Over lunch what has nothing against it, overnight only what has a strong reason. */
function stays({ signals, advice }: Judgement, before: Break): boolean {
  return before === "lunch"
    ? advice === "hold"
    : signalStrength(signals) === "strong_hold";
}

function whyItGoes({ signals }: Judgement) {
  const exits = signals.filter(({ advice }) => advice === "exit");
  const first = exits.find(({ strength }) => strength === "strong") ?? exits[0];
  if (!first) {
    return { trigger: "close_review", reasons: ["No strong reason to hold"] };
  }
  return { trigger: first.name, reasons: reasonsOf(signals, "exit") };
}
