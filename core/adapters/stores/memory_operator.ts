/** Between an agent and its operator, in memory: commands one way, alerts the other. @module */
import type { Alert } from "../../trading/alert.ts";
import type { Command } from "../../trading/command.ts";
import type { Instant } from "../../time.ts";
import type { StateChange } from "../../trading/cycle.ts";
import { haltedBy } from "./pending_halt.ts";

/** What new books come with. */
export const FIRST_STATE: StateChange = {
  state: "active",
  cause: "start",
  reason: "New books",
  at: 0 as Instant,
};

export class MemoryOperator {
  readonly alerts: Alert[] = [];
  readonly obeyed = new Map<number, string>();
  readonly #commands: Command[] = [];
  readonly #onAlert: (alert: Alert) => void;

  constructor(onAlert: (alert: Alert) => void = () => {}) {
    this.#onAlert = onAlert;
  }

  /** Asks for something, as the API does with a row. */
  ask(asked: Pick<Command, "kind"> & Partial<Command>): Command {
    const command: Command = {
      subject: null,
      reason: "",
      requestedBy: "operator",
      ...asked,
      id: this.#commands.length + 1,
    };
    this.#commands.push(command);
    return command;
  }

  pending(): Command[] {
    return this.#commands.filter(({ id }) => !this.obeyed.has(id));
  }

  /** Whether it was to be obeyed still. */
  obey({ id }: Command, outcome: string): boolean {
    if (this.obeyed.has(id) || !this.#commands[id - 1]) return false;
    this.obeyed.set(id, outcome);
    return true;
  }

  tell(alerts: readonly Alert[] = []): void {
    for (const alert of alerts) {
      const told = this.alerts.some(({ kind, message }) =>
        kind === alert.kind && message === alert.message
      );
      if (told) continue;
      this.alerts.push(alert);
      this.#onAlert(alert);
    }
  }

  /** The state as the gate must see it. */
  stateOf(last: StateChange): StateChange {
    const halt = this.pending().find(({ kind }) => kind === "halt");
    return halt ? haltedBy(halt, last) : last;
  }
}
