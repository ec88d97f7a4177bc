/** A link to OpenD that never ends: what it says, what it asks again, how often it asks. */
import assert from "node:assert/strict";
import { openMoomoo } from "../core/adapters/brokers/moomoo/open.ts";
import type { Duplex } from "../core/adapters/brokers/moomoo/duplex.ts";
import { hkex } from "../core/market/hkex.ts";
import { us } from "../core/market/us.ts";
import { type Price } from "../core/money.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { MINUTE_MS } from "../core/time.ts";
import type { Floor } from "../workers/practice/floor.ts";
import { Gateway } from "../workers/practice/opend/gateway.ts";
import type { Heard } from "./brokers/heard.ts";
import {
  alone,
  both,
  FAST,
  heard,
  type Kind,
  KINDS,
  minutes,
  orderFor,
  practice,
  until,
} from "./opend/practice.ts";
import { pipePair } from "./opend/pipes.ts";
import {
  accountOf,
  globalState,
  HEADER,
  HEALTHY,
  type Said,
  scripted,
} from "./opend/scripted.ts";

alone(
  "a venue that falls silent is down, once, in two heartbeats, and sought until it is back",
  async () => {
    await using venue = await practice({ keepAliveInterval: 1 });
    const seen = async (kind: Kind) => {
      await using agent = await venue.agent(kind);
      await later(kind === "tcp" ? 2_500 : 100);
      assert.deepEqual(agent.downs, [], "it answers its heartbeats");
      venue.proxy[kind].frozen = true;
      const pending = agent.link.broker.account();
      pending.catch(() => undefined);
      await within(25_000, () => agent.downs.length > 0);
      assert.match(agent.downs[0]!, /silent: 2 heartbeats/);
      await assert.rejects(pending, BrokerUnavailable);
      venue.proxy[kind].frozen = false;
      await within(25_000, () => agent.ups() > 0);
      await agent.link.broker.account();
      assert.equal(agent.downs.length, 1);
    };
    await Promise.all(KINDS.map(seen));
  },
);

both(
  "what was missed while it was away is told, in order and once",
  async (kind) => {
    await using venue = await practice();
    const { floor } = venue;
    await using agent = await venue.agent(kind);
    await agent.link.subscribe(floor.symbols);
    await venue.to(minutes(9));
    await until(() => agent.bars.length > 0);
    const order = orderFor(floor);
    await agent.link.broker.submit(order);
    venue.proxy[kind].hangUp();
    await until(() => agent.downs.length === 1);
    await venue.to(minutes(40));
    await until(() => agent.ups() === 1);
    const missed = agent.bars.length;
    assert.ok(missed > 60, `${missed} bars`);
    for (let i = 41; i < 50; i++) await venue.to(minutes(i));
    sameAsFloor(await told(agent, floor, 49), floor, 49);
    const filled = await agent.report(({ status }) => status === "filled");
    assert.equal(filled.cumulativeValue, floor.order(order.id)!.filledValue);
    // And once more, which is a loss of its own.
    venue.proxy[kind].hangUp();
    await until(() => agent.ups() === 2);
    await venue.to(minutes(60));
    sameAsFloor(await told(agent, floor, 60), floor, 60);
    assert.equal(agent.downs.length, 2);
    assert.equal(agent.link.broker.standing().reconnects, 2);
  },
);

both(
  "a venue that starts again is found again; closing a link ourselves is no loss",
  async (kind) => {
    await using venue = await practice();
    const agent = await heard(kind, portOf(venue, kind));
    venue.mischief.set("restart", { times: 1 });
    await agent.link.broker.account().catch(() => undefined);
    await until(() => agent.ups() === 1);
    await agent.link.broker.account();
    await agent.link.close();
    await assert.rejects(agent.link.broker.account(), /it was closed/);
    const { connected, reason } = agent.link.broker.standing();
    assert.deepEqual([connected, reason], [false, "it was closed"]);
    // While it is away it can be closed too.
    const other = await venue.agent(kind);
    venue.proxy[kind].hangUp();
    await until(() => other.downs.length > 0);
    await other.link.close();
    assert.deepEqual([agent.downs.length, other.ups()], [1, 0]);
  },
);

both(
  "the vendor's client writes nothing on the console, and we still can",
  async (kind) => {
    const written: unknown[][] = [];
    const { log, debug, warn, error } = console;
    const spy = (...what: unknown[]) => void written.push(what);
    Object.assign(console, { log: spy, debug: spy, warn: spy, error: spy });
    try {
      await using openD = scripted(kind, {
        ...HEALTHY,
        Qot_GetStaticInfo: "no",
      });
      await using agent = await heard(kind, openD.port);
      const text = new TextEncoder().encode("no frame at all");
      await openD.send(text);
      openD.hangUp();
      await until(() => agent.ups() > 0);
      await assert.rejects(agent.link.universe(null));
      console.log("ours");
    } finally {
      Object.assign(console, { log, debug, warn, error });
    }
    assert.deepEqual(written, [["ours"]]);
  },
);

alone(
  "what is not the port that is meant is said in one line, in seconds",
  async () => {
    await using venue = await practice();
    const mute = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const unused = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    unused.close();
    const [tcp, ws] = [venue.face.port, venue.face.wsPort!];
    const cases: [string, Kind, number, RegExp][] = [
      ["nobody", "tcp", unused.addr.port, /refused/],
      ["nobody", "ws", unused.addr.port, /websocket_port/],
      [
        "mute",
        "tcp",
        mute.addr.port,
        /InitConnect in 5000 ms; is it OpenD's api/,
      ],
      [
        "mute",
        "ws",
        mute.addr.port,
        /no WebSocket in 5000 ms; .*websocket_port/,
      ],
      [
        "its other port",
        "tcp",
        ws,
        /speaks HTTP, as OpenD's WebSocket|api_port/,
      ],
      ["its other port", "ws", tcp, /websocket_port.* not its api_port/],
    ];
    await Promise.all(cases.map(async ([who, kind, port, reason]) => {
      const begun = performance.now();
      await assert.rejects(heard(kind, port), (error) => {
        assert.ok(error instanceof BrokerUnavailable);
        const line = `Cannot log in on 127.0.0.1:${port}`;
        assert.ok(error.message.startsWith(line), error.message);
        assert.match(error.message, reason, `${who}, ${kind}`);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
      assert.ok(performance.now() - begun < 7_000, who);
    }));
    mute.close();
    const wrong = { wsPort: ws, wsKey: "another key" };
    await assert.rejects(
      heard("ws", ws, wrong),
      /is the WebSocket key the one/,
    );
  },
);

both(
  "only a paper account for Hong Kong shares is taken, only while OpenD can be used",
  async (kind) => {
    const other = (trdEnv: number, simAccType: number, market = 1) => ({
      Trd_GetAccList: {
        accList: [{
          ...accountOf(trdEnv, simAccType),
          trdMarketAuthList: [market],
        }],
      },
    });
    const program = (type: number) => ({
      GetGlobalState: {
        ...globalState(true, true),
        programStatus: { type, strExtDesc: "its own words" },
      },
    });
    const cases: [string, Said, RegExp][] = [
      ["a real account", other(1, 0), /none of its 1 accounts is a paper one/],
      ["real, whatever it says", other(1, 1), /none of its 1 accounts/],
      ["options on paper", other(0, 2), /none of its 1 accounts/],
      ["paper for the US", other(0, 1, 2), /none of its 1 accounts/],
      ["no account", { Trd_GetAccList: { accList: [] } }, /none of its 0/],
      [
        "no quotes",
        { GetGlobalState: globalState(false, true) },
        /not logged in for quotes: log in at OpenD/,
      ],
      [
        "no trading",
        { GetGlobalState: globalState(true, false) },
        /not logged in for trading/,
      ],
      ["a captcha", program(3), /type what the picture shows.*"its own words"/],
      ["a phone code", program(4), /type the code of the text message/],
      [
        "a failed login",
        program(5),
        /login failed: check account and password/,
      ],
      ["an old OpenD", program(6), /too old: install a newer OpenD/],
      ["a disclaimer", program(9), /disclaimer is not agreed to: agree/],
      ["a forced logout", program(11), /logged out by force/],
      ["no list of orders", { Trd_GetOrderList: "no" }, /list orders.*: no$/],
      [
        "an answer of noise",
        { Trd_GetAccList: Uint8Array.of(1, 2, 3) },
        /Cannot read Trd_GetAccList/,
      ],
    ];
    for (const [what, said, reason] of cases) {
      await using openD = scripted(kind, { ...HEALTHY, ...said });
      await assert.rejects(heard(kind, openD.port), (error) => {
        assert.ok(error instanceof BrokerUnavailable, what);
        assert.match(error.message, reason, what);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    }
  },
);

alone("another market than Hong Kong is refused", async () => {
  await assert.rejects(heard("tcp", 1, { market: us }), RangeError);
});

both(
  "what OpenD tells of itself ends a link with what a person must do, until it is done",
  async (kind) => {
    const event = (eventType: number) => ({
      type: 1,
      event: { eventType, desc: "said so" },
    });
    const cases: [object, RegExp][] = [
      [event(7), /kicked out: the account has logged in elsewhere; log out/],
      [event(10), /type what the picture shows/],
      [event(8), /password was changed/],
      [
        { type: 2, programStatus: { programStatus: { type: 4 } } },
        /type the code of the text message/,
      ],
      [
        { type: 3, connectStatus: { qotLogined: true, trdLogined: false } },
        /not logged in for trading/,
      ],
    ];
    await Promise.all(cases.map(async ([notice, reason]) => {
      await using openD = scripted(kind);
      await using agent = await heard(kind, openD.port);
      await openD.tell("Notify", event(14)); // a new trade password changes nothing
      await openD.tell("Notify", {
        type: 2,
        programStatus: { programStatus: { type: 10 } },
      });
      await later(20);
      assert.deepEqual(agent.downs, []);
      openD.said["GetGlobalState"] = globalState(false, false);
      await openD.tell("Notify", notice);
      await until(() => agent.downs.length > 0);
      assert.match(agent.downs[0]!, reason);
      const standing = () => agent.link.broker.standing();
      await until(() => /now: .*not logged in/.test(standing().reason ?? ""));
      assert.match(standing().reason!, reason);
      openD.said["GetGlobalState"] = globalState(true, true);
      await until(() => agent.ups() > 0);
      assert.equal(agent.downs.length, 1);
    }));
  },
);

both(
  "it comes back to the account that was traded, or not at all",
  async (kind) => {
    await using openD = scripted(kind);
    await using agent = await heard(kind, openD.port);
    const accList = [{ ...accountOf(0, 1), accID: "5" }];
    openD.said["Trd_GetAccList"] = { accList };
    openD.hangUp();
    const standing = () => agent.link.broker.standing();
    await until(() => /none of its 1 accounts/.test(standing().reason ?? ""));
    assert.match(standing().reason!, /is 281756455982434177, the one/);
    openD.said["Trd_GetAccList"] = { accList: [...accList, accountOf(0, 1)] };
    await until(() => agent.ups() > 0);
  },
);

both(
  "a push that cannot be read is asked for again, and ends nothing",
  async (kind) => {
    await using openD = scripted(kind);
    await using agent = await heard(kind, openD.port);
    const before = asks(openD, "Trd_GetOrderList");
    openD.said["Trd_GetOrderList"] = { header: HEADER, orderList: [WORKING] };
    await openD.push(2208, Uint8Array.of(0x0a, 0xff, 0xff));
    await openD.push(2208, new Uint8Array(0));
    await openD.tell("Trd_UpdateOrder", {
      header: HEADER,
      order: { ...WORKING, orderStatus: 11, updateTime: "soon" },
    });
    const report = await agent.report(({ orderId }) => orderId === "o1");
    assert.equal(report.status, "accepted");
    assert.ok(asks(openD, "Trd_GetOrderList") - before <= 3);
    await openD.push(9999, new Uint8Array(9)); // of a protocol we do not read
    await openD.push(1003, new Uint8Array(9));
    await until(() => agent.link.unreadable === 4);
    await agent.link.broker.orders();
    assert.deepEqual(agent.downs, []);
  },
);

both(
  "a server that knows little costs only what it does not know",
  async (kind) => {
    const thin = {
      GetGlobalState: "unknown protocol",
      KeepAlive: "unknown protocol",
      Trd_SubAccPush: "unknown protocol",
      GetUserInfo: "unknown protocol",
      Qot_GetSubInfo: "unknown protocol",
      Trd_GetHistoryOrderList: "unknown protocol",
    };
    await using openD = scripted(kind, { ...HEALTHY, ...thin });
    await using agent = await heard(kind, openD.port);
    const { link } = agent;
    await link.subscribe(["0700", "0005"]);
    const [, subscription] = openD.asked.at(-1)!;
    assert.equal(subscription.securityList.length, 2);
    assert.equal(await link.broker.find("nobody"), undefined);
    openD.said["Qot_RequestTradeDate"] = "unknown protocol";
    await assert.rejects(link.broker.day("2026-01-05"), /unknown protocol/);
    openD.said["Qot_RequestTradeDate"] = {
      tradeDateList: [{ time: "2026-01-05 00:00:00" }],
    };
    const { hours, now } = await link.broker.day("2026-01-05");
    assert.deepEqual([hours?.open, now], [minutes(0), null]);
    assert.deepEqual(agent.downs, []);
  },
);

both(
  "one unknown code, or one unknown form of a question, loses nothing else",
  async (kind) => {
    const symbols = ["0700", "0005", "9998", "0941", "1299"];
    const lots = new Map([["00700", 100], ["00005", 400], ["00941", 500], [
      "01299",
      200,
    ]]);
    const infoOf = (code: string) => ({
      basic: {
        security: { market: 1, code },
        id: "1",
        lotSize: lots.get(code)!,
        secType: 3,
        name: code,
        listTime: "2000-01-03",
      },
    });
    const named = (codes: string[], most: number) =>
      codes.length <= most && codes.every((code) => lots.has(code))
        ? { staticInfoList: codes.map(infoOf) }
        : "unknown stock";
    const whole = { staticInfoList: [...lots.keys()].map(infoOf) };
    const snapshots = (
      { securityList }: { securityList: { code: string }[] },
    ) =>
      securityList.some(({ code }) => code === "09998") ? "unknown stock" : {
        snapshotList: securityList.map(({ code }) => ({ basic: shown(code) })),
      };
    const shown = (code: string) => ({
      security: { market: 1, code },
      type: 3,
      isSuspend: false,
      listTime: "",
      lotSize: lots.get(code)!,
      priceSpread: code === "00005" ? 0 : 0.2,
      updateTime: "2026-01-05 09:35:00",
      highPrice: 0,
      openPrice: 0,
      lowPrice: 0,
      lastClosePrice: 0,
      curPrice: code === "00941" ? 0 : 85.8,
      volume: "0",
      turnover: 0,
      turnoverRate: 0,
    });
    const tick = (symbol: string) => symbol === "0005" ? null : 200_000;
    const all = (tickOf: (symbol: string) => number | null) =>
      new Map([["0700", 100], ["0005", 400], ["0941", 500], ["1299", 200]].map(
        ([symbol, lot]) => [symbol, { lot, tick: tickOf(symbol as string) }],
      ));
    const servers: [string, Said, Map<unknown, unknown>][] = [
      ["both forms", {
        Qot_GetStaticInfo: (c2s) =>
          c2s.securityList.length ? named(codesIn(c2s), 200) : whole,
        Qot_GetSecuritySnapshot: snapshots,
      }, all(tick)],
      ["the market alone", {
        Qot_GetStaticInfo: (c2s) => c2s.securityList.length ? "no" : whole,
        Qot_GetSecuritySnapshot: snapshots,
      }, all(tick)],
      ["a list alone", {
        Qot_GetStaticInfo: (c2s) =>
          c2s.securityList.length ? named(codesIn(c2s), 200) : "no",
        Qot_GetSecuritySnapshot: snapshots,
      }, all(tick)],
      ["one by one alone", {
        Qot_GetStaticInfo: (c2s) =>
          c2s.securityList.length ? named(codesIn(c2s), 1) : "no",
        Qot_GetSecuritySnapshot: "no",
      }, all(() => null)],
      ["snapshots alone", {
        Qot_GetStaticInfo: "no",
        Qot_GetSecuritySnapshot: snapshots,
      }, all(tick)],
    ];
    for (const [what, said, facts] of servers) {
      await using openD = scripted(kind, { ...HEALTHY, ...said });
      await using agent = await heard(kind, openD.port);
      assert.deepEqual(await agent.link.facts(symbols), facts, what);
      assert.deepEqual(agent.downs, [], what);
    }
    await using openD = scripted(kind, {
      ...HEALTHY,
      Qot_GetStaticInfo: "not logged in",
      Qot_GetSecuritySnapshot: snapshots,
    });
    await using agent = await heard(kind, openD.port);
    const { link } = agent;
    // A failed read is not an empty one.
    await assert.rejects(link.universe(symbols), /not logged in/);
    assert.deepEqual([...(await link.prices(symbols)).keys()], [
      "0700",
      "0005",
      "1299",
    ]);
    openD.said["Qot_GetSecuritySnapshot"] = "频率太高";
    await assert.rejects(link.prices(symbols), /频率太高/);
    // Somebody else may ask there too: it is asked again, for a while.
    assert.ok(asks(openD, "Qot_GetSecuritySnapshot") > 6);
  },
);

both(
  "what may not be subscribed is read minute by minute, and told just so",
  async (kind) => {
    await using venue = await practice({ subscriptionQuota: 1 });
    const { floor } = venue;
    await using agent = await venue.agent(kind);
    await agent.link.subscribe(floor.symbols);
    for (let i = 6; i < 30; i++) {
      await venue.to(minutes(i + 0.1));
      await later(30);
    }
    sameAsFloor(await told(agent, floor, 29), floor, 29);
    venue.mischief.set("no_quote_right");
    await until(() => venue.mischief.counts().no_quote_right > 0, async () => {
      await agent.link.prices(floor.symbols).catch(() => undefined);
      await agent.link.subscribe([]);
    });
    for (let i = 30; i < 40; i++) {
      await venue.to(minutes(i + 0.1));
      await later(30);
    }
    sameAsFloor(await told(agent, floor, 39), floor, 39);
    assert.deepEqual(agent.downs, []);
  },
);

both(
  "no more is subscribed than is left, or than there is a right to",
  async (kind) => {
    const securityOf = (code: string) => ({ market: 1, code });
    const counted = (subType: number, ...codes: string[]) => ({
      subInfoList: [{ subType, securityList: codes.map(securityOf) }],
      usedQuota: codes.length,
      isOwnConnData: false,
    });
    const left = (remainQuota: number) => ({
      totalUsedQuota: 2,
      remainQuota,
      // What is subscribed already counts no second time.
      connSubInfoList: [counted(11, "00005"), counted(1, "01299")],
    });
    const cases: [Said, string[] | undefined][] = [
      [{ Qot_GetSubInfo: left(1) }, ["00700", "00005"]],
      [{ Qot_GetSubInfo: left(0) }, ["00005"]],
      [{ Qot_GetSubInfo: left(9) }, ["00700", "00941", "00005", "01299"]],
      [{ Qot_GetSubInfo: "no", GetUserInfo: { subQuota: 2 } }, [
        "00700",
        "00941",
      ]],
      [{ GetUserInfo: { hkQotRight: 1, subQuota: 9 } }, undefined],
      [{ GetUserInfo: { hkQotRight: 5 } }, undefined],
    ];
    for (const [said, codes] of cases) {
      await using openD = scripted(kind, { ...HEALTHY, ...said });
      await using agent = await heard(kind, openD.port);
      await agent.link.subscribe(["0700", "0941", "0005", "1299"]);
      const [, c2s] = openD.asked.find(([name]) => name === "Qot_Sub") ?? [];
      assert.deepEqual(c2s && codesIn(c2s), codes);
    }
    await using openD = scripted(kind, {
      ...HEALTHY,
      Qot_Sub: "Unknown stock",
    });
    await using agent = await heard(kind, openD.port);
    await assert.rejects(agent.link.subscribe(["9998"]), /Unknown stock/);
  },
);

both("the venue never has to say that it is asked too often", async (kind) => {
  const speed = 100;
  await using venue = await practice({ limitSpeed: speed });
  const { floor } = venue;
  await using agent = await venue.agent(kind, { speed });
  const { broker } = agent.link;
  const purpose = "exit";
  const low = { limitPrice: 1_000_000 as Price };
  const ids = Array.from({ length: 28 }, (_, i) => String(i));
  const answers = await Promise.all(
    ids.map((id) => broker.submit(orderFor(floor, { ...low, id, purpose }))),
  );
  assert.ok(answers.every(({ status }) => status === "accepted"));
  for (const id of ids) await Promise.all([broker.cancel(id), broker.orders()]);
  for (const [kind, { highest, limit, refused }] of limitsOf(venue.face)) {
    assert.ok(highest <= limit && refused === 0, `${highest} ${kind}`);
  }
});

both(
  "pushes that stay away while the market trades are asked for again",
  async (kind) => {
    await using venue = await practice();
    const { floor } = venue;
    await using agent = await venue.agent(kind);
    await agent.link.subscribe(floor.symbols);
    venue.mischief.set("stale_data");
    await venue.to(minutes(80.5));
    sameAsFloor(await told(agent, floor, 80), floor, 80);
  },
);

both(
  "entries are let go before a limit is met, exits use the rest and then wait",
  async (kind) => {
    const speed = 30, windowMs = 30_000 / speed;
    const at: Record<string, number[]> = {};
    const counting = (name: string, said: object) => () => {
      (at[name] ??= []).push(performance.now());
      return said;
    };
    const header = HEADER;
    await using openD = scripted(kind, {
      ...HEALTHY,
      Trd_PlaceOrder: counting("order", { header, orderID: "7" }),
      Trd_ModifyOrder: counting("cancel", { header, orderID: "7" }),
      Trd_GetOrderList: counting("list", { header, orderList: [WORKING] }),
    });
    await using agent = await heard(kind, openD.port, { speed });
    const { broker } = agent.link;
    const submit = (id: string, purpose: "entry" | "exit") =>
      broker.submit(ORDER({ id, purpose }));
    const ids = Array.from({ length: 14 }, (_, i) => String(i));
    const entries = await Promise.all(ids.map((id) => submit(id, "entry")));
    const sent = entries.filter(({ status }) => status === "accepted");
    assert.equal(sent.length, 10);
    for (const answer of entries.slice(10)) {
      assert.equal(answer.status, "rejected");
      assert.match(
        Object(answer).reason,
        /^It was not sent: .*15 Trd_PlaceOrder/,
      );
    }
    const exits = await Promise.all(ids.map((id) => submit(id, "exit")));
    assert.ok(exits.every(({ status }) => status === "accepted"));
    await Promise.all(
      Array.from({ length: 25 }, () => broker.cancel("o1")),
    );
    for (let i = 0; i < 12; i++) await broker.orders();
    assert.deepEqual([at["order"]!.length, at["cancel"]!.length], [24, 25]);
    for (const [name, limit] of [["order", 15], ["cancel", 20], ["list", 10]]) {
      const times = at[name!]!;
      times.slice(limit as number).forEach((time, i) => {
        assert.ok(time - times[i]! > windowMs, `${name} ${i}`);
      });
    }
  },
);

both(
  "lists of orders that are asked for at the same moment are one request",
  async (kind) => {
    await using openD = scripted(kind);
    await using agent = await heard(kind, openD.port);
    const { broker } = agent.link;
    const before = asks(openD, "Trd_GetOrderList");
    await Promise.all(Array.from({ length: 20 }, () => broker.orders()));
    assert.equal(asks(openD, "Trd_GetOrderList") - before, 1);
    // Who asks while one is under way wants to know what is true later.
    const [first, second] = [broker.orders(), later(0).then(broker.orders)];
    await Promise.all([first, second].map((one) => one.catch(() => undefined)));
    assert.ok(asks(openD, "Trd_GetOrderList") - before <= 3);
  },
);

alone("the same link runs in memory, without a socket", async () => {
  await using venue = await practice();
  const gateway = new Gateway(venue.floor, { limitSpeed: FAST });
  const duplex = (): Promise<Duplex> => {
    const [ours, theirs] = pipePair();
    gateway.connect(theirs);
    return Promise.resolve(ours);
  };
  const bars: string[] = [];
  const link = await openMoomoo({
    host: "nowhere",
    port: 0,
    duplex,
    market: hkex,
    now: () => venue.floor.now(),
    speed: FAST,
    listener: {
      onBar: (symbol) => bars.push(symbol),
      onNews() {},
      onDown() {},
      onUp() {},
    },
  });
  await link.subscribe(venue.floor.symbols);
  const answer = await link.broker.submit(orderFor(venue.floor));
  assert.equal(answer.status, "accepted");
  await venue.to(minutes(10));
  await until(() => bars.length > 6);
  await link.close();
  gateway.close();
});

function later(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** As `until`, for what takes longer. */
async function within(ms: number, there: () => boolean): Promise<void> {
  const deadline = performance.now() + ms;
  while (!there()) {
    if (performance.now() > deadline) throw new Error("It did not come");
    await later(50);
  }
}

function limitsOf({ limits }: Awaited<ReturnType<typeof practice>>["face"]) {
  return Object.entries(limits());
}

function portOf(
  { face }: Awaited<ReturnType<typeof practice>>,
  kind: Kind,
): number {
  return kind === "tcp" ? face.port : face.wsPort!;
}

function asks({ asked }: ReturnType<typeof scripted>, name: string): number {
  return asked.filter(([one]) => one === name).length;
}

function codesIn(c2s: { securityList: { code: string }[] }): string[] {
  return c2s.securityList.map(({ code }) => code);
}

/** Waits for all minutes from the fifth to `last`, excluded, and a moment for those too many. */
async function told(agent: Heard, floor: Floor, last: number) {
  const known = floor.symbols.flatMap((symbol) => barsOf(floor, symbol, last));
  await until(() => agent.bars.length >= known.length);
  await later(50);
  return agent.bars;
}

function sameAsFloor(bars: Heard["bars"], floor: Floor, last: number): void {
  for (const symbol of floor.symbols) {
    const of = bars.filter(([one]) => one === symbol).map(([, bar]) => bar);
    assert.deepEqual(of, barsOf(floor, symbol, last), symbol);
  }
}

function barsOf(floor: Floor, symbol: string, last: number) {
  return floor.bars(symbol, minutes(5), minutes(last), MINUTE_MS);
}

function ORDER(given: { id: string; purpose: "entry" | "exit" }) {
  return {
    ...orderShape,
    ...given,
  } as unknown as Parameters<Heard["link"]["broker"]["submit"]>[0];
}

const orderShape = {
  symbol: "0700",
  side: "buy",
  quantity: 100,
  type: "limit",
  limitPrice: 600_000_000 as Price,
  stopPrice: null,
};

const WORKING = {
  trdSide: 1,
  orderType: 1,
  orderStatus: 5,
  orderID: "7",
  orderIDEx: "7",
  code: "00700",
  name: "",
  qty: 100,
  price: 600,
  createTime: "2026-01-05 09:35:00",
  updateTime: "2026-01-05 09:35:00",
  fillQty: 0,
  remark: "o1",
};
