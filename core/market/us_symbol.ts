/** One spelling per US security. @module */

const MARKET = /^US\.|\.US$/g;
/** Up to five letters, then optionally a class of one or two. */
const SYMBOL = /^([A-Z]{1,5})(?:[.\/-]([A-Z]{1,2}))?$/;

/**
 * "brk-b", "BRK/B" and "US.BRK.B" are "BRK.B"; "aapl" and "AAPL.US" are "AAPL".
 * Undefined if it is none.
 */
export function usSymbol(text: string): string | undefined {
  const [, root, shareClass] =
    SYMBOL.exec(text.trim().toUpperCase().replace(MARKET, "")) ?? [];
  return shareClass ? `${root}.${shareClass}` : root;
}
