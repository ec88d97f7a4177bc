/** Opens every door for one agent. The only place that knows which adapter is which. @module */
import { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import type { Trader } from "../../core/agents/agent.ts";
import type { Market } from "../../core/market/market.ts";
import { noMind } from "../../core/mind/no_mind.ts";
import type { Desk, TradingStore } from "../../core/ports.ts";
import { doorsOf } from "../../core/practice/doors.ts";
import { Exchange } from "../../core/practice/exchange.ts";
import type { Tape } from "../../core/practice/tape.ts";
import type { Contents } from "../../core/trading/contents.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";

/** New books for a replay, and how to read them whole when it is over. */
export interface ReplayBooks<Store extends TradingStore = TradingStore> {
  store: Store;
  contents(): Promise<Contents>;
}

export interface ReplayDesk<Store extends TradingStore = TradingStore> {
  desk: Desk;
  books: Store;
  exchange: Exchange;
  contents(): Promise<Contents>;
}

/** A trader inside the practice exchange, with books in memory. */
export function replayDesk(
  agent: Trader,
  market: Market,
  tape: Tape,
): ReplayDesk<MemoryBooks> {
  const store = new MemoryBooks(agent.paperCash);
  const contents = () => Promise.resolve(contentsOf(store));
  return deskOn({ store, contents }, agent, market, tape);
}

/** The same with any books that are as empty. */
export function deskOn<Store extends TradingStore>(
  { store, contents }: ReplayBooks<Store>,
  agent: Trader,
  market: Market,
  tape: Tape,
): ReplayDesk<Store> {
  const exchange = new Exchange(tape, market, agent.paperCash);
  const desk: Desk = {
    agent,
    parameters: firstVersion(agent),
    market,
    ...doorsOf(exchange, market),
    books: store,
    mind: noMind,
    machine: { now: () => 0 },
    sightings: new Map(),
  };
  return { desk, books: store, exchange, contents };
}

function contentsOf(books: MemoryBooks): Contents {
  const { cash, fills } = books;
  const orders = [...books.orders.values()];
  const positions = [...books.positions.values()];
  const decisions = [...books.decisions.values()];
  return { cash, orders, fills, positions, decisions };
}
