/** One spelling per Hong Kong security. @module */

const SYMBOL = /^(?:HK\.(\d{1,5})|(\d{1,5})(?:\.HK)?)$/;

/**
 * "700", "00700", "HK.00700" and "700.hk" are "0700": four digits at least.
 * Undefined if it is none.
 */
export function hkexSymbol(text: string): string | undefined {
  const [, prefixed, plain] = SYMBOL.exec(text.trim().toUpperCase()) ?? [];
  const code = Number(prefixed ?? plain ?? 0);
  return code > 0 ? String(code).padStart(4, "0") : undefined;
}
