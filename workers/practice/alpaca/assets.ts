/** What is listed: /v2/assets. @module */
import type { Floor } from "../floor.ts";
import type { Ask } from "./ask.ts";
import { notFound } from "./fault.ts";
import { uuid } from "./wire_text.ts";

export function listAssets({ floor, query }: Ask) {
  const { symbols } = floor;
  const listed = ["active", null].includes(query.get("status")) &&
    ["us_equity", null].includes(query.get("asset_class"));
  const exchange = query.get("exchange");
  return (listed ? symbols : [])
    .map((symbol) => assetView(floor, symbol))
    .filter((asset) => exchange === null || asset.exchange === exchange);
}

export function assetOf({ floor, name }: Ask) {
  if (!floor.symbols.includes(name)) {
    throw notFound(`asset not found for ${name}`);
  }
  return assetView(floor, name);
}

function assetView({ market, symbols }: Floor, symbol: string) {
  return {
    id: uuid("asset", symbols.indexOf(symbol) + 1),
    class: "us_equity",
    exchange: market.exchangeOf(symbol) ?? "NYSE",
    symbol,
    name: symbol,
    status: "active",
    tradable: market.lotOf(symbol) !== undefined,
    marginable: false,
    shortable: false,
    easy_to_borrow: false,
    fractionable: false,
    attributes: [],
  };
}
