/** The practice floor as Alpaca: the same paths, words, numbers and streams. @module */
import type { Floor } from "../floor.ts";
import { bodyOf } from "./ask.ts";
import { AlpacaFault, notFound, unauthorized } from "./fault.ts";
import { routeOf } from "./routes.ts";
import { Streams } from "./streams.ts";

export interface AlpacaKeys {
  key: string;
  secret: string;
}

export interface AlpacaFace {
  /** Answers every request, with a fault in Alpaca's form where there is none. */
  handle(request: Request): Promise<Response>;
  /** Ends every stream. */
  close(): void;
}

/** @param keys The only ones it takes. */
export function alpacaFace(floor: Floor, keys: AlpacaKeys): AlpacaFace {
  const streams = new Streams(floor, keys);
  return {
    async handle(request) {
      try {
        return streams.upgraded(request) ??
          await answered(request, floor, keys);
      } catch (error) {
        if (!(error instanceof AlpacaFault)) throw error;
        const { status, code, message } = error;
        return Response.json({ code, message }, { status });
      }
    },
    close: () => streams.close(),
  };
}

async function answered(
  request: Request,
  floor: Floor,
  { key, secret }: AlpacaKeys,
): Promise<Response> {
  const { headers, method, url } = request;
  const given = headers.get("APCA-API-KEY-ID") === key &&
    headers.get("APCA-API-SECRET-KEY") === secret;
  if (!given) throw unauthorized();
  const { pathname, searchParams: query } = new URL(url);
  const route = routeOf(method, pathname);
  if (!route) throw notFound("endpoint not found");
  const { answer, name } = route;
  const body = () => bodyOf(request);
  const json = await answer({ floor, query, name, body });
  return json === undefined
    ? new Response(null, { status: 204 })
    : Response.json(json);
}
