/** What becomes of orders, told to one peer: /stream. @module */
import { z } from "zod";
import type { PlacedFill, PlacedOrder } from "../floor.ts";
import { updateView } from "./order_view.ts";
import type { Peer } from "./peer.ts";
import { push } from "./push.ts";
import type { StreamGround } from "./streams.ts";

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
  readonly #ground: StreamGround;
  #listens = false;
  /** Told after the next one, or when more than a minute passed without one. */
  #heldBack: { update: unknown; minutes: number } | undefined;

  constructor(peer: Peer, ground: StreamGround) {
    this.#peer = peer;
    this.#ground = ground;
    peer.onMessage((message) => this.#hear(message));
  }

  tell(order: PlacedOrder, fill: PlacedFill | undefined): void {
    const { floor, mischief } = this.#ground;
    if (!this.#listens || mischief.happens("mute")) return;
    const { holdings } = floor.state();
    const held = holdings.get(order.symbol)?.quantity ?? 0;
    const update = updateView(order, fill, held);
    if (!this.#heldBack && mischief.happens("reordered_push")) {
      this.#heldBack = { update, minutes: 0 };
      return;
    }
    this.#push(update);
    if (mischief.happens("duplicate_push")) this.#push(update);
    this.#pushHeldBack();
  }

  /** Nothing is held back for ever. */
  passMinute(): void {
    if (this.#heldBack && this.#heldBack.minutes++ > 0) this.#pushHeldBack();
  }

  #pushHeldBack(): void {
    const held = this.#heldBack;
    this.#heldBack = undefined;
    if (held) this.#push(held.update);
  }

  #push(data: unknown): void {
    push(this.#peer, this.#ground.mischief, { stream: UPDATES, data });
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
    const { keys } = this.#ground;
    const given = key === keys.key && secret === keys.secret;
    if (given) this.#peer.admit();
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
