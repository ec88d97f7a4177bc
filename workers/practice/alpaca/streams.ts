/** Alpaca's WebSockets: order updates at /stream, market data at /v2/iex and /v2/sip. @module */
import type { Floor } from "../floor.ts";
import { AlpacaFault } from "./fault.ts";
import { DataStream } from "./data_stream.ts";
import type { AlpacaKeys } from "./face.ts";
import { type Peer, peerOf } from "./peer.ts";
import { UpdateStream } from "./update_stream.ts";

/** One agent needs two. */
const PEERS_MAX = 16;

const DATA_PATHS: readonly string[] = ["/v2/iex", "/v2/sip"];

export class Streams {
  readonly #floor: Floor;
  readonly #keys: AlpacaKeys;
  readonly #peers = new Set<Peer>();
  readonly #deaf: () => void;
  readonly #updates = new Set<UpdateStream>();
  readonly #data = new Set<DataStream>();

  constructor(floor: Floor, keys: AlpacaKeys) {
    this.#floor = floor;
    this.#keys = keys;
    this.#deaf = floor.listen({
      onOrder: (...told) => this.#updates.forEach((one) => one.tell(...told)),
      onBars: (...told) => this.#data.forEach((one) => one.tell(...told)),
    });
  }

  /** The answer that makes a socket of a request; undefined if it asks for none. */
  upgraded(request: Request): Response | undefined {
    // The request is gone once it is upgraded.
    const wanted = request.headers.get("upgrade")?.toLowerCase();
    const packed = request.headers.get("content-type")?.includes("msgpack");
    const { pathname } = new URL(request.url);
    const isData = DATA_PATHS.includes(pathname);
    if (wanted !== "websocket" || !isData && pathname !== "/stream") return;
    if (this.#peers.size >= PEERS_MAX) {
      throw new AlpacaFault(429, 42910000, "connection limit exceeded");
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    const peer = peerOf(socket, isData && packed ? "msgpack" : "json");
    this.#peers.add(peer);
    const ended = isData ? this.#bring(peer) : this.#tell(peer);
    peer.onEnd(() => {
      this.#peers.delete(peer);
      ended();
    });
    return response;
  }

  close(): void {
    this.#deaf();
    for (const peer of [...this.#peers]) peer.end();
  }

  #bring(peer: Peer): () => void {
    const stream = new DataStream(peer, this.#floor, this.#keys);
    this.#data.add(stream);
    return () => this.#data.delete(stream);
  }

  #tell(peer: Peer): () => void {
    const stream = new UpdateStream(peer, this.#floor, this.#keys);
    this.#updates.add(stream);
    return () => this.#updates.delete(stream);
  }
}
