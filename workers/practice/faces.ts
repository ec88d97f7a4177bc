/** What the practice venue shows to the outside: its own pages, and each broker's interface. @module */
import type { MarketId } from "../../core/market/market.ts";
import { Mischief } from "../../core/practice/mischief.ts";
import { Random } from "../../core/practice/random.ts";
import { fail } from "../arguments.ts";
import { alpacaFace, type AlpacaKeys } from "./alpaca/face.ts";
import type { PracticeClock } from "./clock.ts";
import type { Floor } from "./floor.ts";
import { practicePages } from "./http.ts";
import type { Mischiefs } from "./mischief_page.ts";
import { openDFace } from "./opend/face.ts";

const HOSTNAME = "127.0.0.1";

export interface FacesOptions {
  floors: readonly Floor[];
  clock: PracticeClock;
  ended: AbortSignal;
  /** What is played: the same one is told to misbehave in the same way. */
  tape: string;
  /** Market milliseconds per machine millisecond. */
  speed: number;
  port: number;
  opendPort: number;
  /** OpenD's WebSocket; undefined opens none. */
  opendWsPort: number | undefined;
  /** What it takes; empty takes anything. */
  opendWsKey: string;
  /** The only ones that Alpaca's interface takes. */
  keys: AlpacaKeys;
}

export interface Faces {
  /** Where the pages and Alpaca's interface are. */
  url: string;
  close(): Promise<void>;
}

/** Each broker's interface where its market is on the tape. */
export function openFaces(options: FacesOptions): Faces {
  const { floors, clock, ended, tape, port } = options;
  const seed = Random.seeded(`mischief on ${tape}`);
  const mischiefs = new Map(
    floors.map(({ market: { id } }) => [id, new Mischief(seed.fork(id))]),
  );
  const alpaca = openAlpaca(options, mischiefs);
  const opend = openOpenD(options, mischiefs);
  const limits = new Map<MarketId, () => Record<string, number>>();
  if (alpaca) limits.set("US", () => alpaca.limits());
  if (opend) limits.set("HKEX", () => mostOf(opend.limits()));
  const pages = practicePages({ clock, floors, ended, mischiefs, limits });
  const server = listening(port, () =>
    Deno.serve(
      { hostname: HOSTNAME, port, onListen: () => {} },
      (request) => pages(request) ?? alpaca?.handle(request) ?? notHere(),
    ));
  return {
    url: `http://${HOSTNAME}:${server.addr.port}`,
    async close() {
      alpaca?.close();
      await opend?.close();
      await server.shutdown();
    },
  };
}

function openAlpaca(
  { floors, keys, speed: limitSpeed }: FacesOptions,
  mischiefs: Mischiefs,
) {
  const floor = floors.find(({ market }) => market.id === "US");
  const mischief = mischiefs.get("US");
  return floor && mischief && alpacaFace(floor, keys, { mischief, limitSpeed });
}

function openOpenD(
  { floors, speed: limitSpeed, ...wanted }: FacesOptions,
  mischiefs: Mischiefs,
) {
  const floor = floors.find(({ market }) => market.id === "HKEX");
  const mischief = mischiefs.get("HKEX");
  if (!floor || !mischief) return;
  const { opendPort: port, opendWsPort: wsPort, opendWsKey: wsKey } = wanted;
  const face = { hostname: HOSTNAME, port, mischief, limitSpeed };
  return wsPort === undefined
    ? listening(port, () => openDFace(floor, face))
    : listening(
      `${port} or ${wsPort}`,
      () => openDFace(floor, { ...face, wsPort, wsKey }),
    );
}

/** The most of each kind in any window. */
function mostOf(
  counts: Record<string, { highest: number }>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([kind, { highest }]) => [kind, highest]),
  );
}

function notHere(): Response {
  const message = "there are no bars of US on the tape of this practice venue";
  return Response.json({ code: 40410000, message }, { status: 404 });
}

/** Where another process listens already, it is one line. */
function listening<T>(port: number | string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    fail(
      `Cannot listen on ${HOSTNAME}:${port}: another process does; end it, or give another port`,
    );
  }
}
