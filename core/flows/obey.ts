/** What the operator asked for, done once and said to be done. @module */
import { BrokerUnavailable, type Desk } from "../ports.ts";
import type { Alert } from "../trading/alert.ts";
import type { Command } from "../trading/command.ts";
import type { StateChange } from "../trading/cycle.ts";
import { isLive, isProtective } from "../trading/order.ts";
import { adopt } from "./adopt.ts";
import { checkBooks } from "./reconcile.ts";
import { startRun } from "./run.ts";
import { withdraw } from "./withdraw.ts";

/** Obeys every command that waits, in the order they were asked. */
export async function obey(desk: Desk): Promise<void> {
  for (const command of await desk.books.commands()) {
    if (command.kind === "halt") await halt(desk, command);
    else if (command.kind === "resume") await resume(desk, command);
    else if (command.kind === "adopt") {
      const outcome = await adopt(desk, command);
      await desk.books.obey(command, outcome, desk.clock.now());
    } else {
      const outcome = `Refused: ${command.kind} is not built, nothing was done`;
      await desk.books.obey(command, outcome, desk.clock.now());
    }
  }
}

/**
 * Withdraws what works at the venue, then is halted. Stops that protect what is
 * held stay: without them a halt would be the more dangerous state. The gate
 * refuses every order since the command was asked, so a crash on the way
 * repeats this.
 */
async function halt(desk: Desk, command: Command): Promise<void> {
  const run = await startRun(desk, "watch");
  const live = run.ledger.orders.filter((order) =>
    isLive(order) && !isProtective(order)
  );
  const failed: string[] = [];
  for (const order of live) {
    try {
      await withdraw(run, order, [`halted by ${command.requestedBy}`]);
    } catch (error) {
      if (!(error instanceof BrokerUnavailable)) throw error;
      // One that cannot be reached must not keep the others working.
      failed.push(`${order.id}: ${error.message}`);
    }
  }
  const asked = `Halted; orders withdrawn: ${live.length - failed.length}`;
  const outcome = failed.length > 0
    ? `${asked}; not withdrawn: ${failed.join(", ")}`
    : asked;
  const alerts: Alert[] = failed.length > 0
    ? [{ severity: "critical", kind: "halt", message: outcome }]
    : [];
  const change = stateOf(command, run.at);
  await desk.books.obey(command, outcome, run.at, change, alerts);
}

/** Lifts what an operator has set. Any other cause ends by itself, and only so. */
async function resume(desk: Desk, command: Command): Promise<void> {
  const { ledger: { state }, at } = await startRun(desk, "watch");
  if (state.state === "active") {
    await desk.books.obey(command, "Trading is active already", at);
  } else if (state.cause !== "operator") {
    const outcome =
      `Refused: trading is ${state.state} because of ${state.cause}, which no command lifts: ${state.reason}`;
    await desk.books.obey(command, outcome, at);
  } else {
    const change = stateOf(command, at);
    await desk.books.obey(command, "Trading is active", at, change);
    // What differed while it was halted blocks entries before the next one.
    await checkBooks(desk);
  }
}

function stateOf(
  { kind, reason }: Command,
  at: StateChange["at"],
): StateChange {
  const state = kind === "halt" ? "halted" : "active";
  return { state, cause: "operator", reason, at };
}
