/** What becomes of orders, told to one peer: /stream. @module */
import { z } from "zod";
import type { Floor, PlacedFill, PlacedOrder } from "../floor.ts";
import type { AlpacaKeys } from "./face.ts";
import { updateView } from "./order_view.ts";
import type { Peer } from "./peer.ts";

const UPDATES = "trade_updates";

const Message = z.discriminatedUnion("action", [
  z.object({
    action: z.literal(["authenticate", "auth"]),
    data: z.object({ key_id: z.string(), secret_key: z.string() }),
  }),
  z.object({
    action: z.literal("listen"),
    data: z.object({ streams: z.array(z.string()) }),
  }),
]);

export class UpdateStream {
  readonly #peer: Peer;
  readonly #floor: Floor;
  readonly #keys: AlpacaKeys;
  #listens = false;

  constructor(peer: Peer, floor: Floor, keys: AlpacaKeys) {
    this.#peer = peer;
    this.#floor = floor;
    this.#keys = keys;
    peer.onMessage((message) => this.#hear(message));
  }

  tell(order: PlacedOrder, fill: PlacedFill | undefined): void {
    if (!this.#listens) return;
    const { holdings } = this.#floor.state();
    const held = holdings.get(order.symbol)?.quantity ?? 0;
    this.#say(UPDATES, updateView(order, fill, held));
  }

  #hear(message: unknown): void {
    const read = Message.safeParse(message);
    if (!read.success) return this.#refuse("invalid message");
    if (read.data.action !== "listen") {
      const { key_id, secret_key } = read.data.data;
      return this.#authenticate(key_id, secret_key);
    }
    if (!this.#peer.authenticated) return this.#refuse("not authenticated");
    const { streams } = read.data.data;
    this.#listens = streams.includes(UPDATES);
    this.#say("listening", { streams: this.#listens ? [UPDATES] : [] });
  }

  #authenticate(key: string, secret: string): void {
    const given = key === this.#keys.key && secret === this.#keys.secret;
    this.#peer.authenticated = given;
    const status = given ? "authorized" : "unauthorized";
    this.#say("authorization", { status, action: "authenticate" });
    if (!given) this.#peer.end();
  }

  #say(stream: string, data: unknown): void {
    this.#peer.tell({ stream, data });
  }

  #refuse(error_message: string): void {
    this.#peer.tell({ action: "error", data: { error_message } });
  }
}
