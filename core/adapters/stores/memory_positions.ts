/** Positions in memory: all that ever were, and apart from them what a ledger shows. @module */
import type { Fill } from "../../trading/fill.ts";
import type { Monitor } from "../../trading/monitor.ts";
import type { Order } from "../../trading/order.ts";
import type { Position } from "../../trading/position.ts";

export class MemoryPositions {
  readonly all = new Map<string, Position>();
  /** Kept apart, so that a ledger costs what is open, not what ever was. */
  readonly open = new Map<string, Position>();
  readonly monitors = new Map<string, Monitor>();

  place(position: Position): void {
    this.all.set(position.id, position);
    if (position.status === "open") this.open.set(position.id, position);
    else {
      this.open.delete(position.id);
      this.monitors.delete(position.id);
    }
  }

  check({ position, monitor }: { position: Position; monitor: Monitor }): void {
    const held = this.open.get(position.id);
    if (!held) return;
    this.monitors.set(position.id, monitor);
    // A fill since the check knows better what is held.
    const { quantity, cost, realizedPnl, fees } = held;
    this.place({ ...position, quantity, cost, realizedPnl, fees });
  }

  /** The position must be what the fill was added to: no other writer came between. */
  expect(
    { purpose }: Order,
    { fill, position }: { fill: Fill; position: Position },
  ): void {
    const change = purpose === "entry" ? fill.quantity : -fill.quantity;
    const held = this.all.get(position.id)?.quantity ?? 0;
    if (held + change === position.quantity) return;
    throw new Error(
      `Cannot record report: position ${position.id} holds ${held} shares, which ${change} do not bring to ${position.quantity}`,
    );
  }
}
