/** In what the books differ from what the venue says. @module */
import type { Market } from "../market/market.ts";
import { brief } from "../money.ts";
import type { BrokerAccount, Ledger } from "../ports.ts";
import { isLive } from "../trading/order.ts";

export interface Difference {
  /** Null where it is about the account as a whole. */
  symbol: string | null;
  text: string;
}

/** One for each symbol whose shares differ, one for the cash; orders that may explain it are named. */
export function differencesOf(
  ledger: Ledger,
  account: BrokerAccount,
  market: Pick<Market, "currency">,
): Difference[] {
  const differences = sharesThatDiffer(ledger, account);
  if (account.currency !== market.currency) {
    const text =
      `cash in ${market.currency} in the books, in ${account.currency} at the venue`;
    differences.push({ symbol: null, text });
  } else if (account.cash !== ledger.cash) {
    const text = `cash ${brief(ledger.cash)} in the books, ${
      brief(account.cash)
    } at the venue`;
    differences.push({ symbol: null, text });
  }
  return differences;
}

function sharesThatDiffer(
  ledger: Ledger,
  { positions }: BrokerAccount,
): Difference[] {
  const held = new Map<string, number>();
  for (const { symbol, side, quantity } of ledger.positions) {
    const shares = side === "long" ? quantity : -quantity;
    held.set(symbol, (held.get(symbol) ?? 0) + shares);
  }
  const symbols = [...new Set([...held.keys(), ...positions.keys()])].sort();
  return symbols.flatMap((symbol) => {
    const ours = held.get(symbol) ?? 0;
    const theirs = positions.get(symbol) ?? 0;
    if (ours === theirs) return [];
    const text = `${symbol} ${ours} in the books, ${theirs} at the venue${
      ordersOf(ledger, symbol)
    }`;
    return [{ symbol, text }];
  });
}

/** " (order a-1 is unknown)": what is under way in a symbol. */
function ordersOf({ orders }: Ledger, symbol: string): string {
  const live = orders.filter((order) =>
    order.symbol === symbol && isLive(order)
  );
  if (live.length === 0) return "";
  const said = live.map(({ id, status }) => `order ${id} is ${status}`);
  return ` (${said.join(", ")})`;
}
