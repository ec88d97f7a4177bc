/** Alpaca's streams: order updates at /stream, market data at /v2/iex and /v2/sip. @module */
import type { Mischief } from "../../../core/practice/mischief.ts";
import type { Floor } from "../floor.ts";
import { DataStream } from "./data_stream.ts";
import type { AlpacaKeys } from "./face.ts";
import { AlpacaFault } from "./fault.ts";
import { type Codec, type Far, type Near, Peer } from "./peer.ts";
import { UpdateStream } from "./update_stream.ts";
import { carry } from "./web_peer.ts";

/** Order updates, or market data. */
export type StreamKind = "updates" | "data";

/** What every stream stands on. */
export interface StreamGround {
  floor: Floor;
  /** The only ones it takes. */
  keys: AlpacaKeys;
  mischief: Mischief;
}

/** One agent needs two. */
const SOCKETS_MAX = 16;

const DATA_PATHS: readonly string[] = ["/v2/iex", "/v2/sip"];

export class Streams {
  readonly #ground: StreamGround;
  readonly #sockets = new Set<WebSocket>();
  readonly #peers = new Set<Peer>();
  readonly #updates = new Set<UpdateStream>();
  readonly #data = new Set<DataStream>();
  readonly #deaf: () => void;

  constructor(ground: StreamGround) {
    this.#ground = ground;
    this.#deaf = ground.floor.listen({
      onOrder: (...told) => this.#updates.forEach((one) => one.tell(...told)),
      onBars: (...told) => {
        this.#updates.forEach((one) => one.passMinute());
        this.#data.forEach((one) => one.tell(...told));
      },
    });
  }

  /** The answer that makes a socket of a request; undefined if it asks for none. */
  upgraded(request: Request): Response | undefined {
    // The request is gone once it is upgraded.
    const wanted = request.headers.get("upgrade")?.toLowerCase();
    const packs = request.headers.get("content-type")?.includes("msgpack");
    const { pathname } = new URL(request.url);
    const isData = DATA_PATHS.includes(pathname);
    if (wanted !== "websocket" || !isData && pathname !== "/stream") return;
    if (this.#sockets.size >= SOCKETS_MAX) {
      throw new AlpacaFault(429, 42910000, "connection limit exceeded");
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    this.#sockets.add(socket);
    socket.addEventListener("close", () => this.#sockets.delete(socket));
    const codec = isData && packs ? "msgpack" : "json";
    const kind = isData ? "data" : "updates";
    carry(socket, (far) => this.connect(kind, far, codec));
    return response;
  }

  connect(kind: StreamKind, far: Far, codec: Codec): Near {
    const peer = new Peer(far, codec);
    this.#peers.add(peer);
    peer.onEnd(() => this.#peers.delete(peer));
    if (kind === "data") this.#bring(peer);
    else this.#tell(peer);
    return peer;
  }

  /** Ends every stream there is. */
  cut(): void {
    for (const peer of [...this.#peers]) peer.end();
    // One that is not open yet has no peer.
    for (const socket of this.#sockets) socket.close();
  }

  close(): void {
    this.#deaf();
    this.cut();
  }

  #bring(peer: Peer): void {
    const stream = new DataStream(peer, this.#ground);
    this.#data.add(stream);
    peer.onEnd(() => this.#data.delete(stream));
    // Whoever connects must hold his end before he hears of it.
    queueMicrotask(() => stream.greet());
  }

  #tell(peer: Peer): void {
    const stream = new UpdateStream(peer, this.#ground);
    this.#updates.add(stream);
    peer.onEnd(() => this.#updates.delete(stream));
  }
}
