/** OpenD in front of the floor of Hong Kong: its clients, and how it is itself. @module */
import type { Bar } from "../../../core/market/bar.ts";
import { Mischief } from "../../../core/practice/mischief.ts";
import { Random } from "../../../core/practice/random.ts";
import { SECOND_MS } from "../../../core/time.ts";
import type { Floor, PlacedOrder } from "../floor.ts";
import { Client } from "./client.ts";
import type { Duplex } from "./duplex.ts";
import { type Counted, type LimitKind, RequestLimits } from "./limits.ts";
import { Alarms, type Machine, THIS_MACHINE } from "./machine.ts";
import { GONE, linePush, orderPushes, Push, quotePush } from "./pushes.ts";
import { type Notices, Standing } from "./standing.ts";
import { MINUTES, QUOTES, Subscriptions } from "./subscriptions.ts";
import { TcpWire } from "./tcp_wire.ts";
import { WsWire } from "./ws_wire.ts";

/** As many as OpenD allows. */
const CLIENTS_MAX = 128;
/** Seconds; what OpenD asks for. */
const KEEP_ALIVE = 10;
/** How many of these a client may stay silent for. */
const SILENT_TIMES = 3;
/** How long it is away when it starts again, in machine time. */
const RESTART_MS = SECOND_MS;
/** How long a push that lost its place waits for another, in machine time. */
const OVERTAKEN_MS = SECOND_MS / 2;
const QUOTA = 1000;

export interface GatewayOptions {
  /** Seconds between two signs of life on OpenD's own port. */
  keepAliveInterval?: number;
  /** What a WebSocket must know; without one any is taken. */
  wsKey?: string;
  /** What goes wrong; nothing unless told. */
  mischief?: Mischief;
  /** Market time per machine time: OpenD counts in the market's. */
  limitSpeed?: number;
  /** Topics that may be subscribed at a time, by all together. */
  subscriptionQuota?: number;
  machine?: Machine;
}

export class Gateway {
  readonly floor: Floor;
  readonly mischief: Mischief;
  readonly machine: Machine;
  readonly alarms: Alarms;
  readonly limits: RequestLimits;
  readonly subscriptions: Subscriptions;
  readonly standing: Standing;
  readonly keepAliveInterval: number;
  readonly speed: number;
  readonly wsKey: string | undefined;
  /** Whether it takes connections. */
  isUp = true;
  readonly clients = new Set<Client>();
  readonly #ignore: () => void;
  /** Pushes that later ones shall overtake. */
  #overtaken: Push[] = [];

  constructor(floor: Floor, options: GatewayOptions = {}) {
    const { limitSpeed = 1, machine = THIS_MACHINE } = options;
    this.floor = floor;
    this.machine = machine;
    this.speed = limitSpeed;
    this.wsKey = options.wsKey;
    this.keepAliveInterval = options.keepAliveInterval ?? KEEP_ALIVE;
    this.mischief = options.mischief ?? new Mischief(Random.seeded("none"));
    this.alarms = new Alarms(machine);
    const now = () => machine.now();
    const quota = options.subscriptionQuota ?? QUOTA;
    this.limits = new RequestLimits(limitSpeed, now);
    this.subscriptions = new Subscriptions(quota, limitSpeed, now);
    this.standing = new Standing(this.mischief);
    this.#ignore = floor.listen({
      onOrder: (order) => this.#tellOrder(order),
      onBars: (_, bars) => this.#tellBars(bars),
    });
    this.#dropSilent();
  }

  /** Serves one client until its connection ends; while it is away, not at all. */
  connect(duplex: Duplex, kind: "tcp" | "ws" = "tcp"): void {
    if (!this.isUp || this.clients.size >= CLIENTS_MAX) return duplex.close();
    const wire = kind === "tcp" ? new TcpWire() : new WsWire();
    const client = new Client(this, duplex, wire);
    this.clients.add(client);
    void client.serve().then(() => {
      this.clients.delete(client);
      this.subscriptions.drop(client);
    });
  }

  /** Tells how OpenD is if that changed; who is kicked out loses all connections. */
  look(): void {
    const notices = this.standing.look();
    this.tell(notices);
    if (notices.length > 0 && this.standing.isKickedOut) {
      this.clients.forEach((client) => client.part());
    }
  }

  tell(notices: Notices): void {
    const pushes = notices.map((one) => Push.of("Notify", one));
    for (const client of this.clients) {
      if (client.hearsNotices) pushes.forEach((one) => client.tellNow(one));
    }
  }

  /** All connections end, and for a moment none is taken. */
  restart(): undefined {
    this.isUp = false;
    for (const client of this.clients) {
      if (client.wire.kind === "ws") client.tellNow(GONE);
      client.close();
    }
    this.alarms.set(RESTART_MS, () => {
      this.isUp = true;
    });
  }

  counts(): Record<LimitKind, Counted> {
    return this.limits.counts();
  }

  close(): void {
    this.isUp = false;
    this.#ignore();
    this.alarms.clear();
    this.clients.forEach((client) => client.close());
  }

  #tellOrder(order: PlacedOrder): void {
    const hearing = [...this.clients].filter((one) => one.hearsOrders);
    if (hearing.length === 0) return;
    const told = orderPushes(this.floor, order);
    if (this.mischief.happens("duplicate_push")) told.push(...told);
    if (this.mischief.happens("reordered_push")) {
      this.#overtaken.unshift(...told.reverse());
      this.alarms.set(OVERTAKEN_MS, () => this.#tellOvertaken());
      return;
    }
    for (const client of hearing) told.forEach((one) => client.tell(one));
    this.#tellOvertaken();
  }

  #tellOvertaken(): void {
    const told = this.#overtaken;
    this.#overtaken = [];
    for (const client of this.clients) {
      if (client.hearsOrders) told.forEach((one) => client.tell(one));
    }
  }

  /** One push for each symbol, whoever wants it. */
  #tellBars(bars: ReadonlyMap<string, Bar>): void {
    const hearing = [...this.clients].filter(({ pushed }) => pushed.size > 0);
    if (hearing.length === 0 || this.mischief.happens("stale_data")) return;
    for (const [symbol, bar] of bars) {
      for (const type of [MINUTES, QUOTES]) {
        const wanting = hearing.filter(({ pushed }) =>
          pushed.get(type)?.has(symbol)
        );
        if (wanting.length === 0) continue;
        const push = type === MINUTES
          ? linePush(this.floor, symbol, bar)
          : quotePush(this.floor, symbol);
        wanting.forEach((client) => client.tell(push));
      }
    }
  }

  /** Only OpenD's own port asks for signs of life. */
  #dropSilent(): void {
    const intervalMs = this.keepAliveInterval * SECOND_MS;
    for (const client of this.clients) {
      const silent = client.silentMs > intervalMs * SILENT_TIMES;
      if (silent && client.wire.kind === "tcp") client.close();
    }
    this.alarms.set(intervalMs, () => this.#dropSilent());
  }
}
