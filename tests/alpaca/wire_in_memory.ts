/** The other ends of Alpaca's wires without a wire: the SDK's own codecs stay in between. @module */
import { decode, encode } from "msgpack";
import type { AlpacaNetwork } from "../../core/adapters/brokers/alpaca/client.ts";
import { jsonBytes } from "./frames.ts";

type Handler = (...args: unknown[]) => void;

export interface WireInMemory extends AlpacaNetwork {
  /** Tells a stream these bytes. */
  tell(kind: "orders" | "bars", bytes: Uint8Array): void;
  /** What requests are answered. */
  answer: (method: string, path: string) => Response;
}

export function wireInMemory(): WireInMemory {
  const ears = new Map<string, Handler>();
  const wire: WireInMemory = {
    answer: () => Response.json([]),
    fetch: (url, { method = "GET" }) =>
      Promise.resolve(wire.answer(method, new URL(url).pathname)),
    tell: (kind, bytes) => ears.get(kind)?.(bytes),
    socket(url) {
      const handlers = new Map<string, Handler>();
      const kind = url.endsWith("/stream") ? "orders" : "bars";
      const say = (bytes: Uint8Array) =>
        queueMicrotask(() => handlers.get("message")?.(bytes));
      ears.set(kind, (bytes) => handlers.get("message")?.(bytes));
      queueMicrotask(() => handlers.get("open")?.());
      return {
        on: (event: string, handler: Handler) => handlers.set(event, handler),
        send: (data: string | Uint8Array) => say(reply(kind, data)),
        close: () => queueMicrotask(() => handlers.get("close")?.()),
        readyState: WebSocket.OPEN,
      };
    },
  };
  return wire;
}

function reply(kind: string, data: string | Uint8Array): Uint8Array {
  if (kind === "bars") {
    const { action, bars } = Object(decode(data as Uint8Array));
    return encode([
      action === "auth"
        ? { T: "success", msg: "authenticated" }
        : { T: "subscription", bars },
    ]);
  }
  const { action } = JSON.parse(data as string);
  return jsonBytes(
    action === "listen"
      ? { stream: "listening", data: { streams: ["trade_updates"] } }
      : { stream: "authorization", data: { status: "authorized" } },
  );
}
