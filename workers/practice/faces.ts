/** What the practice venue shows to the outside: its own pages, and each broker's interface. @module */
import type { MarketId } from "../../core/market/market.ts";
import { fail } from "../arguments.ts";
import { alpacaFace, type AlpacaKeys } from "./alpaca/face.ts";
import type { PracticeClock } from "./clock.ts";
import type { Floor } from "./floor.ts";
import { practicePages } from "./http.ts";
import { openDFace } from "./opend/face.ts";

const HOSTNAME = "127.0.0.1";

export interface FacesOptions {
  floors: readonly Floor[];
  clock: PracticeClock;
  ended: AbortSignal;
  port: number;
  opendPort: number;
  /** The only ones that Alpaca's interface takes. */
  keys: AlpacaKeys;
}

export interface Faces {
  /** Where the pages and Alpaca's interface are. */
  url: string;
  close(): Promise<void>;
}

/** Each broker's interface where its market is on the tape. */
export function openFaces(
  { floors, clock, ended, port, opendPort, keys }: FacesOptions,
): Faces {
  const floorOf = (id: MarketId) =>
    floors.find(({ market }) => market.id === id);
  const us = floorOf("US"), hkex = floorOf("HKEX");
  const alpaca = us && alpacaFace(us, keys);
  const opend = hkex &&
    listening(
      opendPort,
      () => openDFace(hkex, { hostname: HOSTNAME, port: opendPort }),
    );
  const pages = practicePages(clock, floors, ended);
  const server = listening(port, () =>
    Deno.serve(
      { hostname: HOSTNAME, port, onListen: () => {} },
      (request) => pages(request) ?? alpaca?.handle(request) ?? notHere(),
    ));
  return {
    url: `http://${HOSTNAME}:${server.addr.port}`,
    async close() {
      alpaca?.close();
      opend?.close();
      await server.shutdown();
    },
  };
}

function notHere(): Response {
  const message = "there are no bars of US on the tape of this practice venue";
  return Response.json({ code: 40410000, message }, { status: 404 });
}

/** Where another process listens already, it is one line. */
function listening<T>(port: number, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    fail(
      `Cannot listen on ${HOSTNAME}:${port}: another process does; end it, or give another port`,
    );
  }
}
