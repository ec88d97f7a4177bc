/** Market data, told to one peer: /v2/iex and /v2/sip. @module */
import { z } from "zod";
import type { Bar } from "../../../core/market/bar.ts";
import type { Instant } from "../../../core/time.ts";
import { asDate, barView, quoteView, tradeView } from "./market_data.ts";
import type { Peer } from "./peer.ts";
import { push } from "./push.ts";
import type { StreamGround } from "./streams.ts";

const CHANNELS = ["bars", "quotes", "trades"] as const;

const symbols = z.array(z.string()).max(10_000).default([]);
const Message = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("auth"),
    key: z.string(),
    secret: z.string(),
  }),
  z.object({
    action: z.literal(["subscribe", "unsubscribe"]),
    bars: symbols,
    quotes: symbols,
    trades: symbols,
  }),
]);

/** Alpaca's codes. */
const FAULTS = {
  400: "invalid syntax",
  401: "not authenticated",
  402: "auth failed",
  403: "already authenticated",
};

export class DataStream {
  readonly #peer: Peer;
  readonly #ground: StreamGround;
  readonly #subscribed = {
    bars: new Set<string>(),
    quotes: new Set<string>(),
    trades: new Set<string>(),
  };

  constructor(peer: Peer, ground: StreamGround) {
    this.#peer = peer;
    this.#ground = ground;
    peer.onMessage((message) => this.#hear(message));
  }

  /** The first thing that is said. */
  greet(): void {
    this.#succeed("connected");
  }

  /** One minute of every symbol; its last price stands for its trades and quotes. */
  tell(knownAt: Instant, bars: ReadonlyMap<string, Bar>): void {
    const { floor, mischief } = this.#ground;
    const messages: unknown[] = [];
    for (const [S, bar] of bars) {
      const { close } = bar;
      if (this.#takes("trades", S)) {
        messages.push({ T: "t", S, ...tradeView(close, knownAt, asDate) });
      }
      if (this.#takes("quotes", S)) {
        const quote = quoteView(floor, close, knownAt, asDate);
        messages.push({ T: "q", S, ...quote });
      }
      if (this.#takes("bars", S)) {
        messages.push({ T: "b", S, ...barView(bar, asDate) });
      }
    }
    if (messages.length === 0 || mischief.happens("stale_data")) return;
    push(this.#peer, mischief, messages);
  }

  #takes(channel: typeof CHANNELS[number], symbol: string): boolean {
    const subscribed = this.#subscribed[channel];
    return subscribed.has(symbol) || subscribed.has("*");
  }

  #hear(message: unknown): void {
    const read = Message.safeParse(message);
    if (!read.success) return this.#fail(400);
    const { data } = read;
    if (data.action === "auth") {
      return this.#authenticate(data.key, data.secret);
    }
    if (!this.#peer.authenticated) return this.#fail(401);
    for (const channel of CHANNELS) {
      const kept = this.#subscribed[channel];
      for (const symbol of data[channel]) {
        if (data.action === "subscribe") kept.add(symbol);
        else kept.delete(symbol);
      }
    }
    this.#confirm();
  }

  #authenticate(key: string, secret: string): void {
    if (this.#peer.authenticated) return this.#fail(403);
    const { keys } = this.#ground;
    if (key !== keys.key || secret !== keys.secret) {
      this.#fail(402);
      return this.#peer.end();
    }
    this.#peer.admit();
    this.#succeed("authenticated");
  }

  #confirm(): void {
    const { bars, quotes, trades } = this.#subscribed;
    this.#peer.tell([{
      T: "subscription",
      bars: [...bars],
      quotes: [...quotes],
      trades: [...trades],
      updatedBars: [],
      dailyBars: [],
      statuses: [],
      lulds: [],
    }]);
  }

  #succeed(msg: string): void {
    this.#peer.tell([{ T: "success", msg }]);
  }

  #fail(code: keyof typeof FAULTS): void {
    this.#peer.tell([{ T: "error", code, msg: FAULTS[code] }]);
  }
}
