/**
 * Shares per board lot of Hong Kong shares, drawn up by hand on 2026-11-22 for
 * constituents of the Hang Seng, HSCEI and Hang Seng TECH indices; about half
 * agree with HKEX's list of stock option classes, the rest with issuers'
 * announcements as remembered. Each issuer chooses its own lot and may change
 * it (1211 went from 500 to 100 in September 2025), so a broker's daily answer
 * goes before this table, and a code that is not here is not traded.
 *
 * @module
 */

/** Canonical codes by lot size. */
const CODES: Readonly<Record<number, string>> = {
  10: "9866",
  20: "9626",
  50: "6618 9618 9888 9961",
  100: `
    0300 0388 0522 0700 0823 1024 1211 1336 1876 2015 2359 2382 2688 3690
    9868 9988 9999
  `,
  200: "0772 1209 1299 1810 1929 2020 2601 6690 9633 9992",
  400: "0005 0780 1099 1928",
  500: `
    0001 0002 0006 0016 0019 0066 0285 0288 0316 0669 0688 0881 0914 0941
    0960 0981 1038 1044 1088 1113 1378 1801 2018 2269 2318 2331 2388 3968
  `,
  1000: `
    0003 0012 0017 0020 0027 0101 0151 0175 0267 0268 0868 0883 0939 1177
    1288 1339 1347 1398 1658 1898 1997 2319 2628 3328 3988 6862
  `,
  2000: `
    0083 0135 0168 0241 0322 0386 0728 0762 0836 0857 0902 0968 0992 1093
    1171 2328 2600 2899 3692
  `,
};

/** Shares per board lot, by canonical code ("0700"). */
export const HKEX_LOTS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES).flatMap(([lot, codes]) =>
    (codes.match(/\S+/g) ?? []).map((code) => [code, Number(lot)])
  ),
);
