/** Both venues without sockets: the practice faces, and the real adapters in front of them. */
import type {
  AlpacaNetwork,
} from "../../core/adapters/brokers/alpaca/client.ts";
import { openAlpaca } from "../../core/adapters/brokers/alpaca/open.ts";
import type {
  LinkListener,
  VenueLink,
} from "../../core/adapters/brokers/link.ts";
import { openMoomoo } from "../../core/adapters/brokers/moomoo/open.ts";
import type { Trader } from "../../core/agents/agent.ts";
import { devClaude } from "../../core/agents/dev_claude.ts";
import { intlClaude } from "../../core/agents/intl_claude.ts";
import { money } from "../../core/money.ts";
import type { Mischief } from "../../core/practice/mischief.ts";
import type { Instant } from "../../core/time.ts";
import { alpacaFace } from "../../workers/practice/alpaca/face.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import { Gateway } from "../../workers/practice/opend/gateway.ts";
import { bytePipe } from "./byte_pipe.ts";

/** A venue as one agent meets it. */
export interface Side {
  open(listener: LinkListener, now: () => Instant): Promise<VenueLink>;
  /** The most requests of a kind in any window, and what is allowed. */
  limits(): Record<string, number>;
  close(): void;
}

/** Easily stopped out, and rich enough for one lot of anything: there is to be much to go wrong. */
function lively(agent: Trader): Trader {
  const { maxGrossValue } = agent.limits;
  return {
    ...agent,
    rules: { stop_loss: { loss: 0.005, near: 0.005 } },
    limits: {
      ...agent.limits,
      maxPositionValue: maxGrossValue,
      maxGrossValue: money(5 * maxGrossValue),
      maxDayLoss: maxGrossValue,
      maxMove: 1,
    },
  };
}

export interface SideKind {
  name: "alpaca" | "opend";
  agent: Trader;
  /** A session that is short, as more of them can be played. */
  halfDay: string;
  fullDay: string;
  stand(floor: Floor, mischief: Mischief): Side;
}

const KEYS = { key: "PKSIM", secret: "simulated" };
const BASE = "http://127.0.0.1:1";

export const SIDES: readonly SideKind[] = [
  {
    name: "alpaca",
    agent: lively(devClaude),
    halfDay: "2025-11-28",
    fullDay: "2026-01-05",
    stand: alpacaSide,
  },
  {
    name: "opend",
    agent: lively(intlClaude),
    halfDay: "2026-02-16",
    fullDay: "2026-01-05",
    stand: openDSide,
  },
];

function alpacaSide(floor: Floor, mischief: Mischief): Side {
  const face = alpacaFace(floor, KEYS, { mischief, holdMs: 0 });
  const network: AlpacaNetwork = {
    fetch: (url, init) => face.handle(new Request(url, init)),
    socket(url) {
      const kind = new URL(url).pathname === "/stream" ? "updates" : "data";
      const hears = new Map<string, (...args: unknown[]) => void>();
      let isOpen = true;
      const tell = (event: string, ...args: unknown[]) =>
        setTimeout(() => hears.get(event)?.(...args), 1);
      const far = {
        send: (data: Uint8Array) => void tell("message", data),
        close() {
          if (isOpen) tell("close", 1006, "");
          isOpen = false;
        },
      };
      const codec = kind === "data" ? "msgpack" : "json";
      tell("open");
      let near: ReturnType<typeof face.connect> | undefined;
      queueMicrotask(() => near = face.connect(kind, far, codec));
      return {
        on(event, listener) {
          hears.set(event, listener);
        },
        send: (data) => void setTimeout(() => isOpen && near?.receive(data), 1),
        close() {
          near?.closed();
          far.close();
        },
        terminate() {
          near?.closed();
          far.close();
        },
        ping: () => void tell("pong"),
        get readyState() {
          return isOpen ? 1 : 3;
        },
      };
    },
  };
  return {
    open: (listener, now) =>
      openAlpaca({
        ...{ baseUrl: BASE, ...KEYS, market: floor.market },
        ...{ listener, now, speed: 1, network },
      }),
    limits: () => face.limits(),
    close: () => face.close(),
  };
}

function openDSide(floor: Floor, mischief: Mischief): Side {
  const gateway = new Gateway(floor, { mischief });
  return {
    open: (listener, now) =>
      openMoomoo({
        ...{ host: "127.0.0.1", port: 1, market: floor.market },
        ...{ listener, now, speed: 1 },
        duplex: () => {
          if (!gateway.isUp) return Promise.reject(new Error("refused"));
          const { ours, theirs } = bytePipe();
          gateway.connect(theirs);
          return Promise.resolve(ours);
        },
      }),
    limits() {
      const counted = Object.entries(gateway.counts());
      return Object.fromEntries(
        counted.map(([kind, { highest }]) => [kind, highest]),
      );
    },
    close: () => gateway.close(),
  };
}
