/** The books in memory keep every promise of a trading database. */
import { MemoryBooks } from "../core/adapters/stores/memory.ts";
import { money } from "../core/money.ts";
import type { Alert } from "../core/trading/alert.ts";
import { keepsPromises } from "./store_contract.ts";

keepsPromises("Books in memory", async () => {
  const heard: Alert[] = [];
  const books = new MemoryBooks(
    money(100_000_000_000),
    (alert) => heard.push(alert),
  );
  return {
    books,
    journal: async () => books.journal,
    ask: async (kind, reason = "") => void books.operator.ask({ kind, reason }),
    alerts: async () => books.operator.alerts,
    heard,
  };
});
