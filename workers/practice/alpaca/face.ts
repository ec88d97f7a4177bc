/** The practice floor as Alpaca: the same paths, words, numbers and streams. @module */
import { Mischief } from "../../../core/practice/mischief.ts";
import { Random } from "../../../core/practice/random.ts";
import type { Floor } from "../floor.ts";
import { answerOf } from "./fault.ts";
import { Outage } from "./outage.ts";
import type { Codec, Far, Near } from "./peer.ts";
import { Rest, type RestOptions } from "./rest.ts";
import { type StreamKind, Streams } from "./streams.ts";

export interface AlpacaKeys {
  key: string;
  secret: string;
}

export type AlpacaFaceOptions =
  & Partial<Pick<RestOptions, "mischief" | "limitSpeed" | "machine">>
  & {
    /** How long a request hangs that is not answered, in machine milliseconds; 0 where nobody waits. */
    holdMs?: number;
  };

export interface AlpacaFace {
  /** Answers every request, with a fault in Alpaca's form where there is none. */
  handle(request: Request): Promise<Response>;
  /**
   * A stream without a socket: what `far` is sent, and where it sends to. It
   * may be closed before this returns.
   *
   * @param codec What both write; JSON unless told.
   */
  connect(kind: StreamKind, far: Far, codec?: Codec): Near;
  /** The most requests of each kind that came in any minute of the market. */
  limits(): Record<string, number>;
  /** Ends every stream, and every request that hangs. */
  close(): void;
}

const HOLD_MS = 1_000;

/** @param keys The only ones it takes. */
export function alpacaFace(
  floor: Floor,
  keys: AlpacaKeys,
  options: AlpacaFaceOptions = {},
): AlpacaFace {
  const { mischief = new Mischief(Random.seeded("alpaca")) } = options;
  const { limitSpeed = 1, holdMs = HOLD_MS, machine = Date.now } = options;
  const streams = new Streams({ floor, keys, mischief });
  const outage = new Outage(mischief, () => streams.cut());
  const rest = new Rest({
    ...{ floor, keys, mischief, limitSpeed, holdMs, machine },
  });
  const deaf = floor.listen({ onBars: () => outage.strike() });
  return {
    async handle(request) {
      if (outage.refuses()) {
        return new Response("service unavailable", { status: 503 });
      }
      return await answerOf(() =>
        streams.upgraded(request) ?? rest.answer(request)
      );
    },
    connect(kind, far, codec = "json") {
      if (!outage.refuses()) return streams.connect(kind, far, codec);
      far.close();
      return { receive() {}, closed() {} };
    },
    limits: () => rest.limits(),
    close() {
      deaf();
      rest.close();
      streams.close();
    },
  };
}
