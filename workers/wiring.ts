/** Opens every door for one agent. The only place that knows which adapter is which. @module */
import { MemoryBooks } from "../core/adapters/stores/memory.ts";
import type { Trader } from "../core/agents/agent.ts";
import type { Market } from "../core/market/market.ts";
import { noMind } from "../core/mind/no_mind.ts";
import type { Desk } from "../core/ports.ts";
import { doorsOf } from "../core/practice/doors.ts";
import { Exchange } from "../core/practice/exchange.ts";
import type { Tape } from "../core/practice/tape.ts";
import { firstVersion } from "../core/trading/parameter_version.ts";

export interface ReplayDesk {
  desk: Desk;
  books: MemoryBooks;
  exchange: Exchange;
}

/** A trader inside the practice exchange, with books in memory. */
export function replayDesk(
  agent: Trader,
  market: Market,
  tape: Tape,
): ReplayDesk {
  const exchange = new Exchange(tape, market, agent.paperCash);
  const books = new MemoryBooks(agent.paperCash);
  const desk: Desk = {
    agent,
    parameters: firstVersion(agent),
    market,
    ...doorsOf(exchange),
    books,
    mind: noMind,
  };
  return { desk, books, exchange };
}
