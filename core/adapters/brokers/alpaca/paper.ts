/** Whether keys and account are those of paper, where they tell. @module */
import type { AlpacaAddress } from "./address.ts";

/** Keys of real accounts; those of paper begin with PK. */
const LIVE_KEY = /^AK/;
/** Numbers of real accounts; those of paper begin with PA. */
const LIVE_ACCOUNT = /^\d+$/;

/** @throws {RangeError} If the key trades real money. */
export function checkKey(key: string): void {
  if (!LIVE_KEY.test(key)) return;
  throw new RangeError(
    "Cannot trade with ALPACA_API_KEY: it begins with AK, as those of real money do",
  );
}

/**
 * What is on this machine may name its accounts as it likes.
 *
 * @throws {RangeError} If Alpaca shows one of real money.
 */
export function checkAccount(
  account: string,
  { practice }: AlpacaAddress,
): void {
  if (practice || !LIVE_ACCOUNT.test(account)) return;
  throw new RangeError(
    `Cannot trade in account ${account}: its number is not that of a paper account`,
  );
}
