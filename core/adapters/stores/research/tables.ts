/** Which model lies in which table of `catalyst_research`. @module */
import { Trade, TradeDecision } from "../../../trading/trade.ts";
import { table } from "../table.ts";

export const trades = table("ops.trades", Trade, {
  key: "trade_key",
  session: "session_date",
});

export const tradeDecisions = table("ops.trade_decisions", TradeDecision, {
  id: "decision_key",
  session: "session_date",
});
