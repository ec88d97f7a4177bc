/** The books as one canonical text: equal books, equal text, on every machine. @module */
import type { Contents } from "../trading/contents.ts";
import type { Fill } from "../trading/fill.ts";
import type { ParameterVersion } from "../trading/parameter_version.ts";

export interface State extends Contents {
  parameters: Iterable<ParameterVersion>;
}

/**
 * One line per record, each kind ordered by id, keys sorted. Amounts are whole
 * millionths and instants whole milliseconds of market time: no machine time,
 * no path and no float is in it.
 */
export function* stateText(state: State): Generator<string> {
  yield `cash ${state.cash}\n`;
  yield* lines("order", state.orders, ({ id }) => id);
  yield* lines("fill", state.fills, fillKey);
  yield* lines("position", state.positions, ({ id }) => id);
  yield* lines("decision", state.decisions, ({ id }) => id);
  const versions = [...state.parameters].map(({ id, rules, setups }) => ({
    id,
    rules: rules.values,
    setups,
  }));
  yield* lines("parameters", versions, ({ id }) => id);
}

/** Quantities padded, so that text order is the order of filling. */
function fillKey({ orderId, cumulativeQuantity }: Fill): string {
  return `${orderId}/${String(cumulativeQuantity).padStart(12, "0")}`;
}

function* lines<T extends object>(
  kind: string,
  records: Iterable<T>,
  keyOf: (record: T) => string,
): Generator<string> {
  const keyed = [...records].map((record) => [keyOf(record), record] as const);
  keyed.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
  for (const [, record] of keyed) yield `${kind} ${canonical(record)}\n`;
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  return `{${entries.join(",")}}`;
}
