/** A venue that goes away costs one run, not the agent. @module */
import { BrokerUnavailable, type Desk } from "../ports.ts";
import type { Alert } from "../trading/alert.ts";
import type { Mode } from "../trading/cycle.ts";
import { recordRun, startRun } from "./run.ts";

/** Does `act`; where the venue cuts it short that is on record, and a person told. */
export async function attempt(
  desk: Desk,
  mode: Mode,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    const message = `The ${mode} was cut short: ${error.message}`;
    const alert: Alert = { severity: "critical", kind: "venue_down", message };
    // Of a watch there is one each minute: the alert is enough.
    if (mode === "watch") return await desk.books.alert(alert);
    await recordRun(await startRun(desk, mode), message, [], [alert]);
  }
}
