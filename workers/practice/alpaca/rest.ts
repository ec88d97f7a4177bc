/** Alpaca's requests: who may ask, how often, and what is answered. @module */
import type { Mischief } from "../../../core/practice/mischief.ts";
import { MINUTE_MS } from "../../../core/time.ts";
import type { Floor } from "../floor.ts";
import { Turns } from "../turns.ts";
import { type Ask, bodyOf } from "./ask.ts";
import type { AlpacaKeys } from "./face.ts";
import { answerOf, notFound, tooMany, unauthorized } from "./fault.ts";
import { limitHeaders, RequestLimit } from "./request_limit.ts";
import { type Answers, routeOf } from "./routes.ts";
import { Trouble } from "./trouble.ts";

export interface RestOptions {
  floor: Floor;
  /** The only ones it takes. */
  keys: AlpacaKeys;
  mischief: Mischief;
  /** Market milliseconds per machine millisecond. */
  limitSpeed: number;
  /** How long a request hangs that is not answered, in machine milliseconds. */
  holdMs: number;
  /** Machine time, in milliseconds since 1970. */
  machine: () => number;
}

/** Market data has limits of its own. */
const DATA = "/v2/stocks/";

export class Rest {
  readonly #options: RestOptions;
  readonly #trouble: Trouble;
  readonly #turns = new Turns();
  readonly #limits: Record<"trading" | "data", RequestLimit>;

  constructor(options: RestOptions) {
    const { floor, mischief, limitSpeed, holdMs, machine } = options;
    this.#options = options;
    this.#trouble = new Trouble(floor, mischief, holdMs);
    const windowMs = MINUTE_MS / limitSpeed;
    this.#limits = {
      trading: new RequestLimit(windowMs, machine),
      data: new RequestLimit(windowMs, machine),
    };
  }

  /** Answers every request, with a fault in Alpaca's form where there is none. */
  async answer(request: Request): Promise<Response> {
    if (!this.#knows(request)) {
      return await answerOf(() => {
        throw unauthorized();
      });
    }
    const { machine } = this.#options;
    const isData = new URL(request.url).pathname.startsWith(DATA);
    const turn = this.#limits[isData ? "data" : "trading"].ask();
    const answer = await answerOf(() => {
      if (!turn.may) throw tooMany();
      return this.#routed(request);
    });
    const may = answer.status !== 429;
    const headers = limitHeaders({ ...turn, may }, machine());
    for (const [name, value] of Object.entries(headers)) {
      answer.headers.set(name, value);
    }
    return answer;
  }

  /** The most requests of each kind in any window. */
  limits(): Record<string, number> {
    const { trading, data } = this.#limits;
    return { trading: trading.most, data: data.most };
  }

  close(): void {
    this.#trouble.close();
  }

  #knows({ headers }: Request): boolean {
    const { key, secret } = this.#options.keys;
    return headers.get("APCA-API-KEY-ID") === key &&
      headers.get("APCA-API-SECRET-KEY") === secret;
  }

  async #routed(request: Request): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    const route = routeOf(request.method, pathname);
    if (!route) throw notFound("endpoint not found");
    const { floor, mischief } = this.#options;
    const { name, answer } = route;
    // Read now: it may be that the work is done when the request is gone.
    const body = await bodyOf(request);
    const ask = { floor, mischief, turns: this.#turns, query, name, body };
    return await this.#trouble.answer(request, () => told(ask, answer));
  }
}

function told(ask: Ask, answer: Answers): Promise<Response> {
  return answerOf(async () => {
    const json = await answer(ask);
    if (json instanceof Response) return json;
    return json === undefined
      ? new Response(null, { status: 204 })
      : Response.json(json);
  });
}
