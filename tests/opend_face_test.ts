/** OpenD's face of the practice floor, asked by hand for what our adapter does not ask. */
import assert from "node:assert/strict";
import MoomooClient from "moomoo-api";
import { encodeRequest } from "../core/adapters/brokers/opend/messages.ts";
import type { RequestName } from "../core/adapters/brokers/opend/protocol.ts";
import { MILLION } from "../core/money.ts";
import { MINUTE_MS, plus } from "../core/time.ts";
import { Gateway } from "../workers/practice/opend/gateway.ts";
import { Asker, type Kind, type Said } from "./opend_face/asker.ts";
import {
  goodOrder,
  ground,
  HEADER,
  KEY,
  minutes,
  OPEN,
  sleep,
  until,
} from "./opend_face/ground.ts";

const KINDS: readonly Kind[] = ["tcp", "ws"];
const TENCENT = { market: 1, code: "00700" };
const HISTORY = {
  rehabType: 0,
  klType: 1,
  security: TENCENT,
  beginTime: "2025-12-01",
  endTime: "2026-01-05",
};
/** Machine time in which a minute of a subscription is over at once. */
const FAST = 60_000;

/** Once over each kind of connection, with nothing left behind. */
function both(name: string, fn: (kind: Kind) => Promise<void>): void {
  for (const kind of KINDS) alone(`${kind}: ${name}`, () => fn(kind));
}

function alone(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: true, sanitizeResources: true });
}

both(
  "a connection introduces itself first; what is not spoken is refused",
  async (kind) => {
    await using on = await ground();
    const { port, wsPort } = on.face;
    await using one = await Asker.at(port, wsPort!, kind);
    const state = { userID: "0" };
    await assert.rejects(
      one.ask("GetGlobalState", state),
      kind === "tcp"
        ? { message: "InitConnect comes first" }
        : { message: "-1: InitWebSocket comes " },
    );
    await one.login();
    const body = encodeRequest("GetGlobalState", state);
    for (const protocol of [2005, 2208, 9999, kind === "tcp" ? 1 : 1001]) {
      const section = one.raw(protocol, body);
      await until(() => one.hasAnswer(section));
    }
    assert.ok((await one.ask("GetGlobalState", state)).qotLogined);
    const section = one.raw(1004, Uint8Array.of(0xff));
    await until(() => one.hasAnswer(section), "a no to what is no message");
  },
);

alone("a WebSocket must know the key, whose MD5 it says", async () => {
  await using on = await ground();
  await using one = await Asker.at(on.face.port, on.face.wsPort!, "ws");
  await assert.rejects(one.login("other"), { message: "-1: wrong key" });
  await assert.rejects(one.ask("GetUserInfo", {}), /comes/);
  assert.match((await one.login()).connID, /^\d{18}$/);
  assert.equal((await one.ask("GetUserInfo", {})).subQuota, 1000);
});

alone(
  "what is no WebSocket, and what is no frame on it, is let go",
  async () => {
    await using on = await ground();
    const plain = await fetch(`http://127.0.0.1:${on.face.wsPort}`);
    assert.equal(plain.status, 426);
    await plain.body?.cancel();
    for (const said of ["hello", new Uint8Array(19), new Uint8Array(40)]) {
      const socket = new WebSocket(`ws://127.0.0.1:${on.face.wsPort}`);
      const over = Promise.withResolvers<void>();
      socket.onopen = () => socket.send(said);
      socket.onclose = () => over.resolve();
      await over.promise;
    }
  },
);

both("state, user, dates and quotes are those of the floor", async (kind) => {
  await using on = await ground({ symbols: 100 });
  await using one = await Asker.in(on, kind);
  const { floor } = on;
  const state = await one.ask("GetGlobalState", { userID: "0" });
  assert.deepEqual(
    [state.time, state.marketHK, state.qotLogined, state.connID],
    [String(floor.now() / 1000), 3, true, one.connID],
  );
  assert.deepEqual(state.programStatus, { type: 10 });
  assert.equal((await one.ask("GetUserInfo", {})).hkQotRight, 2);
  const { tradeDateList } = await one.ask("Qot_RequestTradeDate", {
    market: 1,
    beginTime: "2025-12-24",
    endTime: "2025-12-29",
  });
  assert.deepEqual(
    tradeDateList.map((it: Said) => [it.time, it.tradeDateType]),
    [["2025-12-24", 1], ["2025-12-29", 0]],
  );
  const list = { securityList: [TENCENT] };
  const { snapshotList: [{ basic }] } = await one.ask(
    "Qot_GetSecuritySnapshot",
    list,
  );
  await assert.rejects(
    one.ask("Qot_GetBasicQot", list),
    /Subscribe to Basic first/,
  );
  await one.ask("Qot_Sub", { ...list, subTypeList: [1], isSubOrUnSub: true });
  const { basicQotList: [quote] } = await one.ask("Qot_GetBasicQot", list);
  const today = floor.bars("0700", OPEN, floor.now(), MINUTE_MS);
  const last = floor.last("0700")!;
  for (const told of [basic, quote]) {
    assert.deepEqual(
      [told.curPrice, told.openPrice, told.updateTime, told.volume],
      [
        last.price / MILLION,
        today[0]!.open / MILLION,
        "2026-01-05 09:35:00",
        String(today.reduce((sum, { volume }) => sum + volume, 0)),
      ],
    );
    assert.ok(
      told.lowPrice <= told.curPrice && told.curPrice <= told.highPrice,
    );
    assert.ok(told.lastClosePrice > 0);
  }
  assert.equal(basic.lotSize, 100);
  assert.equal(
    basic.priceSpread * MILLION,
    floor.market.tickAt(last.price, "2026-01-05"),
  );
});

alone("at most 400 snapshots come at a time", async () => {
  await using on = await ground({ symbols: 100 });
  await using one = await Asker.in(on, "tcp");
  const many = (count: number) => ({
    securityList: Array.from({ length: count }, () => TENCENT),
  });
  const { snapshotList } = await one.ask("Qot_GetSecuritySnapshot", many(400));
  assert.equal(snapshotList.length, 400);
  await assert.rejects(
    one.ask("Qot_GetSecuritySnapshot", many(401)),
    /at most 400/,
  );
});

alone("what is listed comes by list and by market", async () => {
  await using on = await ground({ symbols: 100 });
  await using one = await Asker.in(on, "tcp");
  const infos = async (c2s: object): Promise<Said[]> =>
    (await one.ask("Qot_GetStaticInfo", c2s)).staticInfoList;
  const all = await infos({ market: 1, secType: 3 });
  assert.equal(all.length, 100);
  assert.deepEqual(await infos({ market: 1, secType: 4 }), []);
  const [tencent] = await infos({ market: 11, securityList: [TENCENT] });
  assert.deepEqual([tencent.basic.lotSize, tencent.basic.secType], [100, 3]);
});

alone(
  "history comes a thousand rows at most, dated by the end of the bar",
  async () => {
    await using on = await ground({ symbols: 100 });
    await using one = await Asker.in(on, "tcp");
    const times: string[] = [];
    let nextReqKey: Uint8Array | undefined;
    do {
      const page = await one.ask("Qot_RequestHistoryKL", {
        ...HISTORY,
        maxAckKLNum: 5_000,
        ...nextReqKey ? { nextReqKey } : {},
      });
      assert.ok(page.klList.length <= 1_000);
      times.push(...page.klList.map(({ time }: { time: string }) => time));
      nextReqKey = page.nextReqKey;
    } while (nextReqKey);
    const known = on.floor.bars(
      "0700",
      plus(OPEN, -36 * 86_400_000),
      on.floor.now(),
      MINUTE_MS,
    );
    assert.equal(times.length, known.length);
    assert.equal(new Set(times).size, known.length);
    const first = await one.ask("Qot_RequestHistoryKL", {
      ...HISTORY,
      klType: 6,
      beginTime: "2026-01-05 09:35:00",
      endTime: "2026-01-05 09:35:00",
    });
    assert.deepEqual(
      first.klList.map(({ time }: { time: string }) => time),
      ["2026-01-05 09:35:00"],
    );
  },
);

both(
  "pushes are told to whoever asked for them, as long as it wants them",
  async (kind) => {
    await using on = await ground({ symbols: 100, limitSpeed: FAST });
    await using one = await Asker.in(on, kind);
    await using other = await Asker.in(on, kind);
    const what = { securityList: [TENCENT], subTypeList: [1, 11] };
    await one.ask("Qot_Sub", {
      ...what,
      isSubOrUnSub: true,
      isRegOrUnRegPush: true,
    });
    await until(() => one.pushes.length === 2);
    const [quote, lines] = one.pushes.splice(0);
    assert.deepEqual([quote![0], lines![0]], [
      "Qot_UpdateBasicQot",
      "Qot_UpdateKL",
    ]);
    const times = ({ klList }: Said) =>
      klList.map((it: Said) => [it.time, it.isBlank]);
    assert.deepEqual(times(lines![1]), [
      ["2026-01-05 09:35:00", false],
      ["2026-01-05 09:36:00", true],
    ]);
    await other.ask("Qot_Sub", { ...what, isSubOrUnSub: true });
    await on.to(minutes(6));
    await until(() => one.pushes.length === 2);
    assert.deepEqual(
      times(one.pushes.splice(0).find(([n]) => n === "Qot_UpdateKL")![1]),
      [
        ["2026-01-05 09:36:00", false],
        ["2026-01-05 09:37:00", true],
      ],
    );
    await one.ask("Qot_RegQotPush", {
      ...what,
      subTypeList: [1],
      isRegOrUnReg: false,
    });
    await on.to(minutes(7));
    await until(() => one.pushes.length === 1);
    assert.equal(one.pushes.splice(0)[0]![0], "Qot_UpdateKL");
    await sleep(3); // so that its minute is over
    await one.ask("Qot_Sub", {
      securityList: [],
      subTypeList: [],
      isSubOrUnSub: false,
      isUnsubAll: true,
    });
    await on.to(minutes(30));
    await one.ask("KeepAlive", { time: "0" });
    assert.deepEqual([one.pushes, other.pushes], [[], []]);
  },
);

both(
  "an order is answered, then pushed from submitting to filled, to whoever hears the account",
  async (kind) => {
    await using on = await ground();
    await using one = await Asker.in(on, kind);
    await using deaf = await Asker.in(on, kind);
    await deaf.ask("Trd_SubAccPush", { accIDList: [] });
    const sent = { ...goodOrder(on), remark: "r1" };
    const { orderID } = await one.ask("Trd_PlaceOrder", one.signed(sent));
    await on.to(minutes(20));
    await until(() => one.pushes.length >= 3);
    assert.deepEqual(
      one.pushes.map(([name, { order }]) => [
        name,
        order.orderStatus,
        order.orderID,
        order.remark,
      ]),
      [2, 5, 11].map((status) => ["Trd_UpdateOrder", status, orderID, "r1"]),
    );
    assert.deepEqual(one.order.slice(-4), [
      "Trd_PlaceOrder",
      ...Array(3).fill("Trd_UpdateOrder"),
    ]);
    assert.deepEqual(deaf.pushes, []);
  },
);

alone(
  "a market order needs no price and is filled at the next open",
  async () => {
    await using on = await ground();
    await using one = await Asker.in(on, "tcp");
    const { price: _, ...rest } = goodOrder(on);
    await one.ask(
      "Trd_PlaceOrder",
      one.signed({ ...rest, orderType: 2, remark: "m" }),
    );
    await on.to(minutes(20));
    await until(() => one.pushes.length >= 3);
    const { order } = one.pushes.at(-1)![1];
    assert.deepEqual(
      [order.orderStatus, order.orderType, order.fillQty],
      [11, 2, rest["qty"]],
    );
    assert.ok(order.fillAvgPrice > 0);
  },
);

alone("what OpenD would not do is refused in its words", async () => {
  await using on = await ground({ symbols: 100 });
  await using one = await Asker.in(on, "tcp");
  const good = { ...goodOrder(on), code: "00700", qty: 100, price: 600 };
  const cancel = { header: HEADER, modifyOrderOp: 2 };
  const refused: [RequestName, Record<string, unknown>, RegExp][] = [
    [
      "Trd_PlaceOrder",
      { ...good, packetID: { connID: one.connID, serialNo: 0 } },
      /Packet \d+\/0 is not of this connection/,
    ],
    [
      "Trd_PlaceOrder",
      { ...good, packetID: { connID: "1", serialNo: 99 } },
      /Packet 1\/99 is not of this connection/,
    ],
    [
      "Trd_PlaceOrder",
      { ...good, header: { ...HEADER, trdEnv: 1 } },
      /not there in environment 1/,
    ],
    [
      "Trd_PlaceOrder",
      { ...good, header: { ...HEADER, accID: "1" } },
      /account 1 is not there/,
    ],
    ...[6, 7, 10, 11, 14].map((orderType) =>
      [
        "Trd_PlaceOrder",
        { ...good, orderType },
        /paper trading only supports limit and market orders/,
      ] satisfies [RequestName, object, RegExp]
    ),
    ["Trd_PlaceOrder", { ...good, timeInForce: 1 }, /only supports good for d/],
    ["Trd_PlaceOrder", { ...good, trdSide: 3 }, /3 is no side/],
    ["Trd_PlaceOrder", { ...good, trdSide: 2 }, /0 held and free/],
    ["Trd_PlaceOrder", { ...good, qty: 50 }, /lot size of 100/],
    ["Trd_PlaceOrder", { ...good, price: 0 }, /0 is no price/],
    ["Trd_PlaceOrder", { ...good, secMarket: 2 }, /HK only/],
    ["Trd_PlaceOrder", { ...good, code: "700" }, /Unknown stock 700/],
    [
      "Trd_PlaceOrder",
      { ...good, remark: "é".repeat(33) },
      /longer than 64 bytes/,
    ],
    ["Trd_ModifyOrder", { ...cancel, orderID: "7" }, /Order 7 is not there/],
    [
      "Trd_ModifyOrder",
      { ...cancel, orderID: "0", forAll: true },
      /one order at a time/,
    ],
    [
      "Trd_ModifyOrder",
      { ...cancel, orderID: "7", modifyOrderOp: 1 },
      /only cancelling/,
    ],
    ["Trd_SubAccPush", { accIDList: ["5"] }, /Account 5 is not there/],
    [
      "Trd_GetHistoryOrderList",
      { header: HEADER, filterConditions: {} },
      /beginTime and endTime/,
    ],
    ["Qot_Sub", {
      securityList: [TENCENT],
      subTypeList: [4],
      isSubOrUnSub: true,
    }, /Type 4 is not pushed/],
    ["Qot_RegQotPush", {
      securityList: [TENCENT],
      subTypeList: [11],
      isRegOrUnReg: true,
    }, /Subscribe to KL_1Min first/],
    ["Qot_RequestHistoryKL", { ...HISTORY, klType: 2 }, /type 2 are not kept/],
    [
      "Qot_RequestHistoryKL",
      { ...HISTORY, beginTime: "soon" },
      /"soon" is no time/,
    ],
    [
      "Qot_RequestHistoryKL",
      { ...HISTORY, nextReqKey: Uint8Array.of(1) },
      /none of ours/,
    ],
    ["Qot_GetStaticInfo", { market: 11 }, /Market 11 is not here/],
    ["Qot_RequestTradeDate", {
      market: 1,
      beginTime: "1990-01-01",
      endTime: "1990-01-02",
    }, /1990/],
  ];
  for (const [name, c2s, reason] of refused) {
    const writes = /PlaceOrder|ModifyOrder/.test(name) && !c2s["packetID"];
    const { retType, retMsg } = await one.told(
      name,
      writes ? one.signed(c2s) : c2s,
    );
    assert.equal(retType, -1, name);
    assert.match(retMsg, reason);
  }
  assert.deepEqual(on.floor.orders(), []);
});

both(
  "orders, positions and funds tell what was bought, by filter",
  async (kind) => {
    await using on = await ground();
    await using one = await Asker.in(on, kind);
    const good = goodOrder(on), lot = Number(good["qty"]);
    const place = (given: object) =>
      one.ask("Trd_PlaceOrder", one.signed({ ...good, ...given }));
    const { orderIDEx } = await place({ remark: "a" });
    await on.to(minutes(20));
    await place({ trdSide: 2, price: Number(good["price"]), remark: "b" });
    const remarks = async (given: object): Promise<string[]> =>
      (await one.ask("Trd_GetOrderList", { header: HEADER, ...given }))
        .orderList.map(({ remark }: Said) => remark);
    const filters: [object, string[]][] = [
      [{}, ["a", "b"]],
      [{ refreshCache: true }, ["a", "b"]],
      [{ filterStatusList: [11] }, ["a"]],
      [{ filterStatusList: [15] }, []],
      [{ filterConditions: { codeList: [good["code"]] } }, ["a", "b"]],
      [{ filterConditions: { codeList: ["09999"] } }, []],
      [{ filterConditions: { orderIDExList: [orderIDEx] } }, ["a"]],
      [{ filterConditions: { filterMarket: 2 } }, []],
    ];
    for (const [filter, expected] of filters) {
      assert.deepEqual(await remarks(filter), expected, JSON.stringify(filter));
    }
    const held = async (given: object = {}): Promise<Said[]> =>
      (await one.ask("Trd_GetPositionList", { header: HEADER, ...given }))
        .positionList;
    const [position] = await held();
    assert.deepEqual(
      [position.code, position.qty, position.canSellQty],
      [good["code"], lot, 0],
    );
    const [order] = on.floor.orders();
    assert.equal(position.costPrice, order!.filledValue / lot / MILLION);
    assert.deepEqual(
      await held({ filterConditions: { filterMarket: 2 } }),
      [],
    );
    assert.deepEqual(
      await held({ filterConditions: { codeList: ["09999"] } }),
      [],
    );
    const { funds } = await one.ask("Trd_GetFunds", { header: HEADER });
    assert.equal(funds.cash, on.floor.state().cash / MILLION);
  },
);

both(
  "the quota of subscriptions is shared, and each costs a minute",
  async (kind) => {
    await using on = await ground({ symbols: 100, subscriptionQuota: 3 });
    const one = await Asker.in(on, kind);
    await using other = await Asker.in(on, kind);
    const codes = on.floor.symbols.slice(0, 4).map((symbol) => ({
      market: 1,
      code: symbol.padStart(5, "0"),
    }));
    const sub = (asker: Asker, securityList: object[], isSubOrUnSub = true) =>
      asker.ask("Qot_Sub", { securityList, subTypeList: [11], isSubOrUnSub });
    await sub(one, codes.slice(0, 2));
    await assert.rejects(
      sub(other, codes.slice(2)),
      /订阅额度不足，订阅失败，已用订阅额度：2\/3/,
    );
    await sub(other, codes.slice(1, 3)); // one of them is shared
    await assert.rejects(
      sub(one, codes.slice(0, 1), false),
      /HK\.\d{5}的KL_1Min订阅时间过短，至少需要订阅1分钟/,
    );
    const all = await other.ask("Qot_GetSubInfo", { isReqAllConn: true });
    assert.deepEqual([all.totalUsedQuota, all.remainQuota], [3, 0]);
    assert.deepEqual(
      all.connSubInfoList.map((it: Said) => [it.usedQuota, it.isOwnConnData]),
      [[2, false], [2, true]],
    );
    one.close();
    await until(() => one.isOver);
    const mine = await other.ask("Qot_GetSubInfo", {});
    assert.deepEqual(mine.connSubInfoList, [{
      subInfoList: [{ subType: 11, securityList: codes.slice(1, 3) }],
      usedQuota: 2,
      isOwnConnData: true,
    }]);
    assert.equal(mine.remainQuota, 0, "who leaves early frees nothing");
  },
);

alone(
  "15 orders, 20 changes and 10 refreshed lists go through in 30 s",
  async () => {
    // A window of 300 ms.
    await using on = await ground({ limitSpeed: 100 });
    await using one = await Asker.in(on, "tcp");
    const list = { header: HEADER, refreshCache: true };
    const cancel = { header: HEADER, orderID: "7", modifyOrderOp: 2 };
    const limited: [number, RegExp, () => Promise<{ retMsg: string }>][] = [
      [
        15,
        /^下单频率太高，请求失败，每30秒最多15次$/,
        () => one.told("Trd_PlaceOrder", one.signed(goodOrder(on))),
      ],
      [
        20,
        /频率太高，请求失败，每30秒最多20次$/,
        () => one.told("Trd_ModifyOrder", one.signed(cancel)),
      ],
      [
        10,
        /频率太高，请求失败，每30秒最多10次$/,
        () => one.told("Trd_GetOrderList", list),
      ],
    ];
    for (const [limit, refusal, ask] of limited) {
      const said = await Promise.all(Array.from({ length: limit + 2 }, ask));
      assert.deepEqual(
        said.map(({ retMsg }) => refusal.test(retMsg)),
        [...Array(limit).fill(false), true, true],
      );
    }
    const { orders, changes, refreshes } = on.face.limits();
    assert.deepEqual(orders, {
      limit: 15,
      windowMs: 300,
      highest: 17,
      refused: 2,
    });
    assert.deepEqual([changes.highest, refreshes.highest], [22, 12]);
    for (let i = 0; i < 12; i++) {
      const { retType } = await one.told("Trd_GetOrderList", {
        header: HEADER,
      });
      assert.equal(retType, 0, "what OpenD has already is free");
    }
    await sleep(310);
    assert.equal((await one.told("Trd_GetOrderList", list)).retType, 0);
  },
);

alone("who stays silent is dropped, a WebSocket is not", async () => {
  await using on = await ground({ keepAliveInterval: 1 });
  await using one = await Asker.in(on, "tcp");
  await using web = await Asker.in(on, "ws");
  const begun = performance.now();
  await until(() => one.isOver);
  const waited = performance.now() - begun;
  assert.ok(waited > 2_500 && waited < 7_000, `${waited} ms`);
  assert.ok((await web.ask("GetGlobalState", { userID: "0" })).qotLogined);
});

both("the face closes with all its connections", async (kind) => {
  await using on = await ground();
  const asker = await Asker.in(on, kind);
  await on.face.close();
  await until(() => asker.isOver);
  await assert.rejects(Asker.at(on.face.port, on.face.wsPort!, kind));
});

alone("a taken port is told, and the other one is let go", async () => {
  await using on = await ground();
  await assert.rejects(
    ground({ wsPort: on.face.wsPort! }),
    Deno.errors.AddrInUse,
  );
});

alone("a client in memory needs no socket", async () => {
  const on = await ground();
  await on.face.close();
  const gateway = new Gateway(on.floor);
  const up = new TransformStream<Uint8Array, Uint8Array>();
  const writer = up.writable.getWriter();
  const one = Asker.over("tcp", ({ onBytes, onEnd }) => {
    const close = () => void writer.close().catch(() => undefined);
    gateway.connect({
      incoming: up.readable,
      send: onBytes,
      close: () => (onEnd(), close()),
    });
    return { write: (bytes) => void writer.write(bytes), close };
  });
  await one.login();
  await one.ask("Trd_SubAccPush", { accIDList: [HEADER.accID] });
  await one.ask("Trd_PlaceOrder", one.signed(goodOrder(on)));
  await on.to(minutes(20));
  assert.deepEqual(
    one.pushes.map(([, { order }]) => order.orderStatus),
    [2, 5, 11],
  );
  gateway.close();
  await until(() => one.isOver);
});

alone(
  "the vendor's own client logs in over the WebSocket and orders",
  async () => {
    await using on = await ground();
    using _ = mutedConsole();
    const vendor: Said = new (MoomooClient as Said)();
    const statuses: number[] = [];
    vendor.onPush = (_: number, { s2c }: Said) =>
      statuses.push(s2c.order.orderStatus);
    const loggedIn = (key: string) =>
      new Promise<boolean>((resolve) => {
        vendor.onlogin = resolve;
        vendor.start("127.0.0.1", on.face.wsPort, false, key);
      });
    assert.equal(await loggedIn("wrong"), false);
    assert.equal(await loggedIn(KEY), true);
    await vendor.SubAccPush({ c2s: { accIDList: [HEADER.accID] } });
    const packetID = { connID: vendor.getConnID(), serialNo: 1 };
    const c2s = {
      ...goodOrder(on),
      packetID,
      header: HEADER,
      remark: "vendor",
    };
    const { s2c } = await vendor.PlaceOrder({ c2s });
    await on.to(minutes(20));
    await until(() => statuses.length === 3);
    assert.deepEqual(statuses, [2, 5, 11]);
    const { s2c: { orderList: [order] } } = await vendor.GetOrderList({
      c2s: { header: HEADER },
    });
    assert.deepEqual(
      [String(order.orderID), order.remark, order.orderStatus],
      [String(s2c.orderID), "vendor", 11],
    );
    const closed = new Promise((done) => vendor.websock.onclose = done);
    vendor.websock.close();
    await closed;
  },
);

/** The vendor's client writes much on it. */
function mutedConsole(): Disposable {
  const { log, debug } = console;
  console.log = console.debug = () => {};
  return {
    [Symbol.dispose]() {
      Object.assign(console, { log, debug });
    },
  };
}
