/** Positions in memory: all that ever were, and apart from them what a ledger shows. @module */
import type { Fill } from "../../trading/fill.ts";
import type { Monitor } from "../../trading/monitor.ts";
import type { Order } from "../../trading/order.ts";
import type { Adjusted } from "../../ports.ts";
import type { Position, Protection } from "../../trading/position.ts";

export class MemoryPositions {
  readonly all = new Map<string, Position>();
  /** Kept apart, so that a ledger costs what is open, not what ever was. */
  readonly open = new Map<string, Position>();
  readonly monitors = new Map<string, Monitor>();

  /** The position as it changed; who protects it only `protect` changes. */
  change(position: Position): Position {
    const held = this.all.get(position.id);
    const protection = held?.protection ?? position.protection;
    return this.#place({ ...position, protection });
  }

  /** The position if that is new. */
  protect(id: string, protection: Protection): Position | undefined {
    const held = this.all.get(id);
    if (!held) {
      throw new Error(`Cannot protect position ${id}: the books have no such`);
    }
    if (held.protection === protection) return;
    return this.#place({ ...held, protection });
  }

  #place(position: Position): Position {
    this.all.set(position.id, position);
    if (position.status === "open") this.open.set(position.id, position);
    else {
      this.open.delete(position.id);
      this.monitors.delete(position.id);
    }
    return position;
  }

  check({ position, monitor }: { position: Position; monitor: Monitor }): void {
    const held = this.open.get(position.id);
    if (!held) return;
    this.monitors.set(position.id, monitor);
    // A fill since the check knows better what is held.
    const { quantity, cost, realizedPnl, fees } = held;
    this.change({ ...position, quantity, cost, realizedPnl, fees });
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

  /** The position must be what the adjustment was made of; an adopted one must be none. */
  expectAdjusted({ before, position }: Adjusted): void {
    if (before) {
      const { id, status, quantity, cost } = before;
      const held = this.all.get(id);
      const same = held?.status === status && held.quantity === quantity &&
        held.cost === cost;
      if (same) return;
      throw new Error(
        `Cannot adjust: position ${id} does not hold ${quantity} shares for ${cost} any more`,
      );
    }
    if (!position) return;
    const { id, symbol } = position;
    const held = [...this.open.values()].some((open) => open.symbol === symbol);
    if (!held && !this.all.has(id)) return;
    throw new Error(
      `Cannot adopt ${symbol} as ${id}: the books hold it, or know that position`,
    );
  }
}
