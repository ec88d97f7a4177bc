/** OpenD's face of the practice floor, asked by hand for what our adapter does not ask. */
import assert from "node:assert/strict";
import { z } from "zod";
import {
  type OpenDConnection,
} from "../core/adapters/brokers/moomoo/connection.ts";
import { Refused } from "../core/adapters/brokers/moomoo/failure.ts";
import { login } from "../core/adapters/brokers/moomoo/login.ts";
import {
  frameBytes,
  FrameReader,
} from "../core/adapters/brokers/opend/frame.ts";
import {
  decodeResponse,
  encodeRequest,
} from "../core/adapters/brokers/opend/messages.ts";
import type { RequestName } from "../core/adapters/brokers/opend/protocol.ts";
import { MILLION } from "../core/money.ts";
import { MINUTE_MS, plus } from "../core/time.ts";
import { minutes, OPEN, practice, until } from "./opend/practice.ts";
import { HEADER } from "./opend/scripted.ts";

type Push = [name: string, s2c: ReturnType<typeof Object>];

/** A client that asks what it is told to. */
async function client(port: number) {
  const pushes: Push[] = [];
  const { connection, connID } = await login({ host: "127.0.0.1", port }, {
    onPush: (name, s2c) => pushes.push([name, Object(s2c)]),
    onDown: () => {},
  });
  return {
    connection,
    connID,
    pushes,
    ask: (name: RequestName, c2s: object) => ask(connection, name, c2s),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

async function ask(
  connection: OpenDConnection,
  name: RequestName,
  c2s: object,
): Promise<ReturnType<typeof Object>> {
  return Object(await connection.call(name, c2s, z.unknown()));
}

const TENCENT = { market: 1, code: "00700" };
const HISTORY = {
  rehabType: 0,
  klType: 1,
  security: TENCENT,
  beginTime: "2025-12-01",
  endTime: "2026-01-05",
};

Deno.test("a connection introduces itself first; what is not spoken is refused", async () => {
  await using venue = await practice();
  const socket = await Deno.connect({
    hostname: "127.0.0.1",
    port: venue.face.port,
  });
  const frames = new FrameReader(10_000);
  const told: string[] = [];
  for (const protocol of [1002, 2005, 2208, 9999]) {
    const body = encodeRequest("GetGlobalState", { userID: "0" });
    await socket.write(frameBytes({ protocol, serial: 7, body }));
    const buffer = new Uint8Array(10_000);
    const length = await socket.read(buffer);
    for (const frame of frames.read(buffer.slice(0, length!))) {
      assert.deepEqual([frame.protocol, frame.serial], [protocol, 7]);
      const { retType, retMsg } = decodeResponse("KeepAlive", frame.body);
      assert.equal(retType, -1);
      told.push(retMsg);
    }
  }
  assert.deepEqual(told, [
    "InitConnect comes first",
    "Protocol 2005 is not spoken here",
    "Protocol 2208 is not spoken here",
    "Protocol 9999 is not spoken here",
  ]);
  socket.close();
});

Deno.test("state, user, dates and quotes are those of the floor", async () => {
  await using venue = await practice({ symbols: 100 });
  await using opend = await client(venue.face.port);
  const { floor } = venue;
  const state = await opend.ask("GetGlobalState", { userID: "0" });
  assert.deepEqual(
    [state.time, state.marketHK, state.qotLogined, state.connID],
    [String(floor.now() / 1000), 3, true, opend.connID],
  );
  assert.equal((await opend.ask("GetUserInfo", {})).hkQotRight, 2);
  const { tradeDateList } = await opend.ask("Qot_RequestTradeDate", {
    market: 1,
    beginTime: "2025-12-24",
    endTime: "2025-12-29",
  });
  assert.deepEqual(
    tradeDateList.map((it: { time: string; tradeDateType: number }) => [
      it.time,
      it.tradeDateType,
    ]),
    [["2025-12-24", 1], ["2025-12-29", 0]],
  );
  const list = { securityList: [TENCENT] };
  const { snapshotList: [{ basic }] } = await opend.ask(
    "Qot_GetSecuritySnapshot",
    list,
  );
  const { basicQotList: [quote] } = await opend.ask("Qot_GetBasicQot", list);
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

Deno.test("history comes a thousand rows at most, dated by the end of the bar", async () => {
  await using venue = await practice({ symbols: 100 });
  await using opend = await client(venue.face.port);
  const { floor } = venue;
  const times: string[] = [];
  let nextReqKey: Uint8Array | undefined;
  do {
    const page = await opend.ask("Qot_RequestHistoryKL", {
      ...HISTORY,
      maxAckKLNum: 5_000,
      ...nextReqKey ? { nextReqKey } : {},
    });
    assert.ok(page.klList.length <= 1_000);
    times.push(...page.klList.map(({ time }: { time: string }) => time));
    nextReqKey = page.nextReqKey;
  } while (nextReqKey);
  const known = floor.bars(
    "0700",
    plus(OPEN, -36 * 86_400_000),
    floor.now(),
    MINUTE_MS,
  );
  assert.equal(times.length, known.length);
  assert.equal(new Set(times).size, known.length);
  const first = await opend.ask("Qot_RequestHistoryKL", {
    ...HISTORY,
    klType: 6,
    beginTime: "2026-01-05 09:35:00",
    endTime: "2026-01-05 09:35:00",
  });
  assert.deepEqual(
    first.klList.map(({ time }: { time: string }) => time),
    ["2026-01-05 09:35:00"],
  );
});

Deno.test("pushes are told to whoever asked for them, as long as it wants them", async () => {
  await using venue = await practice({ symbols: 100 });
  await using one = await client(venue.face.port);
  await using other = await client(venue.face.port);
  const what = { securityList: [TENCENT], subTypeList: [1, 11] };
  await one.ask("Qot_Sub", {
    ...what,
    isSubOrUnSub: true,
    isRegOrUnRegPush: true,
  });
  await until(() => one.pushes.length === 2);
  const [quote, lines] = one.pushes.splice(0) as [Push, Push];
  assert.deepEqual([quote[0], lines[0]], [
    "Qot_UpdateBasicQot",
    "Qot_UpdateKL",
  ]);
  const times = ({ klList }: Push[1]) =>
    klList.map((
      it: { time: string; isBlank: boolean },
    ) => [it.time, it.isBlank]);
  assert.deepEqual(times(lines[1]), [
    ["2026-01-05 09:35:00", false],
    ["2026-01-05 09:36:00", true],
  ]);
  await other.ask("Qot_Sub", { ...what, isSubOrUnSub: true });
  await venue.to(minutes(6));
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
  await venue.to(minutes(7));
  await until(() => one.pushes.length === 1);
  assert.equal(one.pushes.splice(0)[0]![0], "Qot_UpdateKL");
  await one.ask("Qot_Sub", {
    securityList: [],
    subTypeList: [],
    isSubOrUnSub: false,
    isUnsubAll: true,
  });
  await venue.to(minutes(30));
  await one.ask("KeepAlive", { time: "0" });
  assert.deepEqual([one.pushes, other.pushes], [[], []]);
});

Deno.test("an order is pushed from submitting to filled, to whoever hears the account", async () => {
  await using venue = await practice({ symbols: 100 });
  await using one = await client(venue.face.port);
  await using deaf = await client(venue.face.port);
  await one.ask("Trd_SubAccPush", { accIDList: [HEADER.accID] });
  const order = (serialNo: number) => ({
    packetID: { connID: one.connID, serialNo },
    header: HEADER,
    trdSide: 1,
    orderType: 1,
    code: "00700",
    qty: 100,
    price: Math.ceil(venue.floor.last("0700")!.price / MILLION),
    remark: `r${serialNo}`,
  });
  const { orderID } = await one.ask("Trd_PlaceOrder", order(1));
  await venue.to(minutes(20));
  await until(() => one.pushes.length >= 3);
  assert.deepEqual(
    one.pushes.map((
      [name, { order }],
    ) => [name, order.orderStatus, order.orderID]),
    [2, 5, 11].map((status) => ["Trd_UpdateOrder", status, orderID]),
  );
  assert.equal(deaf.pushes.length, 0);
  const refused: [RequestName, object, RegExp][] = [
    ["Trd_PlaceOrder", order(1), /Packet \d+\/1 is not of this connection/],
    [
      "Trd_PlaceOrder",
      { ...order(2), header: { ...HEADER, trdEnv: 1 } },
      /not there in environment 1/,
    ],
    [
      "Trd_PlaceOrder",
      { ...order(2), header: { ...HEADER, accID: "1" } },
      /account 1 is not there/,
    ],
    ["Trd_PlaceOrder", { ...order(2), orderType: 2 }, /only limit orders/],
    ["Trd_PlaceOrder", { ...order(2), timeInForce: 1 }, /only day orders/],
    ["Trd_PlaceOrder", { ...order(2), trdSide: 3 }, /3 is no side/],
    ["Trd_PlaceOrder", { ...order(3), code: "700" }, /Unknown stock 700/],
    [
      "Trd_PlaceOrder",
      { ...order(4), remark: "é".repeat(33) },
      /longer than 64 bytes/,
    ],
    ["Trd_ModifyOrder", {
      packetID: { connID: one.connID, serialNo: 5 },
      header: HEADER,
      orderID,
      modifyOrderOp: 2,
    }, /is filled, nothing to cancel/],
    ["Trd_ModifyOrder", {
      packetID: { connID: one.connID, serialNo: 6 },
      header: HEADER,
      orderID: "7",
      modifyOrderOp: 2,
    }, /Order 7 is not there/],
    ["Trd_ModifyOrder", {
      packetID: { connID: one.connID, serialNo: 7 },
      header: HEADER,
      orderID,
      modifyOrderOp: 1,
    }, /only cancelling/],
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
      isRegOrUnRegPush: true,
    }, /Type 4 is not pushed/],
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
    await assert.rejects(one.ask(name, c2s), (error) => {
      assert.ok(error instanceof Refused, String(error));
      assert.match(error.message, reason);
      return true;
    });
  }
  const listed = await one.ask("Trd_GetOrderList", {
    header: HEADER,
    filterConditions: { codeList: ["00700"] },
    filterStatusList: [11],
  });
  assert.deepEqual(
    listed.orderList.map((it: { remark: string }) => it.remark),
    ["r1"],
  );
  const none = await one.ask("Trd_GetOrderList", {
    header: HEADER,
    filterStatusList: [5],
  });
  assert.deepEqual(none.orderList, []);
});

Deno.test("who stays silent is dropped; the face closes with all its connections", async () => {
  await using venue = await practice({ keepAliveInterval: 1 });
  const socket = await Deno.connect({
    hostname: "127.0.0.1",
    port: venue.face.port,
  });
  const begun = performance.now();
  const enough = setTimeout(() => socket.close(), 10_000);
  assert.equal(await socket.read(new Uint8Array(1)).catch(() => null), null);
  clearTimeout(enough);
  const waited = performance.now() - begun;
  assert.ok(waited > 2_500 && waited < 7_000, `${waited} ms`);
  socket.close();
});
