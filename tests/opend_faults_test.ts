/** What OpenD's face does wrong on request: each fault once, over TCP and over the WebSocket. */
import assert from "node:assert/strict";
import { Asker, type Kind, type Said } from "./opend_face/asker.ts";
import {
  goodOrder,
  type Ground,
  ground,
  HEADER,
  minutes,
  sleep,
  until,
} from "./opend_face/ground.ts";

const STATE = { userID: "0" };
const ACCOUNT = { header: HEADER };
/** Long enough to see that nothing comes. */
const NOTHING_MS = 60;

/** On a floor of three symbols, whose OpenD counts so much faster than the machine. */
function both(
  name: string,
  fn: (on: Ground, one: Asker, kind: Kind) => Promise<void>,
  limitSpeed = 1,
): void {
  for (const kind of ["tcp", "ws"] as const) {
    Deno.test({
      name: `${kind}: ${name}`,
      sanitizeOps: true,
      sanitizeResources: true,
      fn: async () => {
        await using on = await ground({ limitSpeed });
        await using one = await Asker.in(on, kind);
        await fn(on, one, kind);
      },
    });
  }
}

/** Places an order, and does not wait. */
function place(on: Ground, one: Asker, remark = "a"): string {
  const order = { ...goodOrder(on), remark };
  return one.send("Trd_PlaceOrder", one.signed(order));
}

/** Has bought one lot. */
async function bought(on: Ground, one: Asker): Promise<number> {
  const order = goodOrder(on);
  await one.ask("Trd_PlaceOrder", one.signed({ ...order, remark: "held" }));
  await on.to(minutes(20));
  await until(() => one.pushes.length === 3);
  one.pushes.length = 0;
  return Number(order["qty"]);
}

async function positions(one: Asker): Promise<Said[]> {
  return (await one.ask("Trd_GetPositionList", ACCOUNT)).positionList;
}

function statuses({ pushes }: Asker): number[] {
  return pushes.filter(([name]) => name === "Trd_UpdateOrder")
    .map(([, { order }]) => order.orderStatus);
}

/** Types of the notices that came. */
function notices({ pushes }: Asker): number[] {
  return pushes.filter(([name]) => name === "Notify").map(([, it]) => it.type);
}

both("lost_request: it is never done, and not answered", async (on, one) => {
  on.mischief.set("lost_request", { times: 1 });
  const section = place(on, one);
  await one.ask("KeepAlive", { time: "0" });
  assert.ok(!one.hasAnswer(section));
  assert.deepEqual(on.floor.orders(), []);
});

both("late_arrival: it is done later, and not answered", async (on, one) => {
  on.mischief.set("late_arrival", { times: 1 });
  const section = place(on, one);
  await one.ask("KeepAlive", { time: "0" });
  assert.deepEqual(on.floor.orders(), []);
  await until(() => statuses(one).length === 2);
  assert.ok(!one.hasAnswer(section));
  assert.equal(on.floor.orders()[0]!.id, "a");
}, 30);

both(
  "lost_ack: it is done, and the connection ends instead",
  async (on, one) => {
    on.mischief.set("lost_ack", { times: 1 });
    const section = place(on, one);
    await until(() => one.isOver);
    assert.ok(!one.hasAnswer(section));
    assert.deepEqual(statuses(one), []);
    assert.equal(on.floor.orders()[0]!.id, "a");
  },
);

both("late_ack: pushes come before the answer", async (on, one) => {
  on.mischief.set("late_ack", { times: 1 });
  const section = place(on, one);
  await until(() => one.hasAnswer(section));
  assert.deepEqual(one.order.slice(-3), [
    "Trd_UpdateOrder",
    "Trd_UpdateOrder",
    "Trd_PlaceOrder",
  ]);
});

both("duplicate_push: what happened is told twice", async (on, one) => {
  on.mischief.set("duplicate_push", { times: 1 });
  place(on, one);
  await until(() => statuses(one).length === 4);
  assert.deepEqual(statuses(one), [2, 5, 2, 5]);
});

both("reordered_push: the later overtakes the earlier", async (on, one) => {
  on.mischief.set("reordered_push", { times: 1 });
  const section = place(on, one);
  await until(() => one.hasAnswer(section));
  await on.to(minutes(20));
  await until(() => statuses(one).length === 3);
  assert.deepEqual(statuses(one), [11, 5, 2]);
});

both("reordered_push: what nothing overtakes comes late", async (on, one) => {
  on.mischief.set("reordered_push", { times: 1 });
  place(on, one);
  await until(() => statuses(one).length === 2);
  assert.deepEqual(statuses(one), [5, 2]);
});

both(
  "mute: a connection that was asked never says anything again",
  async (on, one) => {
    on.mischief.set("mute", { times: 1 });
    one.send("KeepAlive", { time: "0" });
    place(on, one);
    await on.floor.cancel("nobody");
    one.send("KeepAlive", { time: "0" });
    await sleep(NOTHING_MS);
    assert.deepEqual(one.order.length, 2, "as long as it was sound");
    assert.deepEqual([one.isOver, on.floor.orders()], [false, []]);
  },
);

both(
  "mute: a connection that was to be told is only answered any more",
  async (on, one) => {
    await one.ask("Trd_PlaceOrder", one.signed(goodOrder(on)));
    await until(() => statuses(one).length === 2);
    on.mischief.set("mute", { times: 1 });
    await on.to(minutes(20));
    await one.ask("KeepAlive", { time: "0" });
    assert.equal(on.floor.orders()[0]!.status, "filled");
    assert.deepEqual(statuses(one), [2, 5]);
  },
);

both(
  "partial_frame: a frame in pieces with pauses, the next one cut for ever",
  async (on, one, kind) => {
    on.mischief.set("partial_frame", { times: 2 });
    const before = one.chunks.length;
    const first = one.send("GetGlobalState", STATE);
    const second = one.send("GetUserInfo", {});
    await until(() => one.isOver);
    // Two of them may arrive as one.
    assert.ok(one.chunks.length - before >= 4, "three pieces, then two");
    assert.equal(one.hasAnswer(first), kind === "tcp");
    assert.ok(!one.hasAnswer(second));
    assert.equal(one.broken.length > 0, kind === "ws");
  },
);

for (
  const [nth, tcp, ws] of [
    [0, /begins with b954/, /begin with 9974/],
    [1, /SHA-1/, /22 bytes/],
    [2, /body has 4294967280 bytes/, undefined],
    [3, /Cannot read GetGlobalState/, /Cannot read GetGlobalState/],
  ] as const
) {
  both(`garbage: in way ${nth + 1} of four`, async (on, one, kind) => {
    on.mischief.set("garbage", { times: nth + 1 });
    const asker = await Asker.at(on.face.port, on.face.wsPort!, kind);
    for (let i = 0; i < nth; i++) {
      await using other = await Asker.at(on.face.port, on.face.wsPort!, kind);
      void other.login().catch(() => undefined);
      await until(() => other.chunks.length > 0);
    }
    const expected = kind === "tcp" ? tcp : ws;
    const section = one.send("GetGlobalState", STATE);
    await until(() => one.broken.length > 0 || one.hasAnswer(section));
    if (expected) assert.match(one.broken[0]!, expected);
    else {
      // A text that was cut within a letter, and nothing else.
      assert.deepEqual(one.broken, []);
      await assert.rejects(one.answered(section, "GetGlobalState"), {
        message: "-1: 请求失败请求\ufffd",
      });
    }
    asker.close();
    await until(() => asker.isOver);
  });
}

both(
  "restart: all connections end, nobody is let in, then it is back",
  async (on, one, kind) => {
    await using other = await Asker.in(on, "ws");
    on.mischief.set("restart", { times: 1 });
    place(on, one);
    await until(() => one.isOver && other.isOver);
    assert.deepEqual(on.floor.orders(), []);
    assert.equal(other.order.at(-1), "2", "it has lost OpenD");
    const { port, wsPort } = on.face;
    await assert.rejects(
      Asker.at(port, wsPort!, kind).then((it) => it.login()),
    );
    const begun = performance.now();
    let back: Asker | undefined;
    while (!back && performance.now() - begun < 5_000) {
      back = await Asker.in(on, kind).catch(() => undefined);
      await sleep(20);
    }
    assert.ok(performance.now() - begun > 800);
    assert.ok((await back!.ask("GetGlobalState", STATE)).qotLogined);
    back!.close();
    await until(() => back!.isOver);
  },
);

both("refuse_cancel: the order works on", async (on, one) => {
  const order = { ...goodOrder(on), price: Number(goodOrder(on)["price"]) / 2 };
  const price = Math.floor(order.price);
  const { orderID } = await one.ask(
    "Trd_PlaceOrder",
    one.signed({ ...order, price }),
  );
  on.mischief.set("refuse_cancel", { times: 1 });
  const cancel = () =>
    one.ask(
      "Trd_ModifyOrder",
      one.signed({ ...ACCOUNT, orderID, modifyOrderOp: 2 }),
    );
  await assert.rejects(cancel(), /cannot be cancelled now/);
  assert.equal(on.floor.orders()[0]!.cancelAsked, false);
  await cancel();
  assert.equal(on.floor.orders()[0]!.cancelAsked, true);
});

both("lookup_miss: the newest order is not in the list", async (on, one) => {
  for (const remark of ["a", "b"]) {
    await one.ask(
      "Trd_PlaceOrder",
      one.signed({ ...goodOrder(on), remark }),
    );
  }
  const remarks = async () =>
    (await one.ask("Trd_GetOrderList", ACCOUNT)).orderList
      .map(({ remark }: Said) => remark);
  on.mischief.set("lookup_miss", { times: 1 });
  assert.deepEqual([await remarks(), await remarks()], [["a"], ["a", "b"]]);
});

both(
  "empty, missing, wrong: positions and cash are told as they are not",
  async (on, one) => {
    const lot = await bought(on, one);
    const { cash } = on.floor.state();
    for (const fault of ["empty_positions", "missing_position"] as const) {
      on.mischief.set(fault, { times: 1 });
      assert.deepEqual(await positions(one), [], fault);
    }
    on.mischief.set("wrong_quantity", { times: 1 });
    assert.equal((await positions(one))[0].qty, 2 * lot);
    assert.equal((await positions(one))[0].qty, lot);
    on.mischief.set("wrong_cash", { times: 1 });
    const told = async () =>
      (await one.ask("Trd_GetFunds", ACCOUNT)).funds.cash;
    assert.equal(await told(), cash / 1e6 + 1_000);
    assert.equal(await told(), cash / 1e6);
  },
);

both(
  "read_fails: as a no that is none, as a timeout, and without a word",
  async (on, one, kind) => {
    on.mischief.set("read_fails", { times: 3 });
    const first = await one.told("Trd_GetFunds", ACCOUNT);
    assert.deepEqual([first.retType, /try again/.test(first.retMsg)], [
      -1,
      true,
    ]);
    if (kind === "tcp") {
      const { retType } = await one.told("Trd_GetFunds", ACCOUNT);
      assert.equal(retType, -100);
    } else {
      await assert.rejects(one.told("Trd_GetFunds", ACCOUNT), {
        message: "2: Request timed out",
      });
    }
    const third = one.send("Trd_GetFunds", ACCOUNT);
    await one.ask("Trd_GetFunds", ACCOUNT);
    assert.ok(!one.hasAnswer(third));
  },
);

for (
  const [fault, status, event] of [
    ["needs_login", 4, 11],
    ["captcha", 3, 10],
  ] as const
) {
  both(
    `${fault}: OpenD says so, refuses what needs its servers, and says when it is over`,
    async (on, one) => {
      on.mischief.set(fault);
      const state = await one.ask("GetGlobalState", STATE);
      assert.deepEqual(
        [state.qotLogined, state.trdLogined, state.programStatus.type],
        [false, false, status],
      );
      assert.deepEqual(notices(one), [1, 2, 3]);
      assert.equal(one.pushes[0]![1].event.eventType, event);
      await assert.rejects(one.ask("Trd_GetFunds", ACCOUNT), /Not logged in/);
      const section = place(on, one);
      await assert.rejects(
        one.answered(section, "Trd_PlaceOrder"),
        /Not logged/,
      );
      assert.deepEqual(on.floor.orders(), []);
      on.mischief.clear();
      assert.ok((await one.ask("GetGlobalState", STATE)).trdLogined);
      assert.deepEqual(notices(one), [1, 2, 3, 2, 3]);
      assert.equal(one.pushes.at(-1)![1].connectStatus.qotLogined, true);
    },
  );
}

both(
  "kicked_out: it is told, and all connections end",
  async (on, one, kind) => {
    on.mischief.set("kicked_out", { times: 2 });
    const section = place(on, one);
    await until(() => one.isOver);
    assert.deepEqual(notices(one), [1, 2, 3]);
    assert.equal(one.pushes[0]![1].event.eventType, 7);
    assert.deepEqual([one.hasAnswer(section), on.floor.orders()], [false, []]);
    await using back = await Asker.at(on.face.port, on.face.wsPort!, kind);
    await back.login();
    const state = async () => await back.ask("GetGlobalState", STATE);
    assert.equal((await state()).programStatus.type, 11);
    assert.equal((await state()).programStatus.type, 10);
  },
);

both(
  "no_quote_right: nobody may subscribe, and BMP is what is left",
  async (on, one) => {
    const sub = () =>
      one.ask("Qot_Sub", {
        securityList: [{
          market: 1,
          code: on.floor.symbols[0]!.padStart(5, "0"),
        }],
        subTypeList: [11],
        isSubOrUnSub: true,
      });
    on.mischief.set("no_quote_right");
    assert.equal((await one.ask("GetUserInfo", {})).hkQotRight, 1);
    assert.deepEqual(notices(one), [4]);
    assert.equal(one.pushes[0]![1].qotRight.hkQotRight, 1);
    await assert.rejects(sub(), /BMP/);
    on.mischief.clear();
    await sub();
    assert.deepEqual(notices(one), [4, 4]);
  },
);

both("stale_data: a minute is pushed to nobody", async (on, one) => {
  await one.ask("Qot_Sub", {
    securityList: on.floor.symbols.map((symbol) => ({
      market: 1,
      code: symbol.padStart(5, "0"),
    })),
    subTypeList: [11],
    isSubOrUnSub: true,
    isRegOrUnRegPush: true,
    isFirstPush: false,
  });
  on.mischief.set("stale_data", { times: 1 });
  await on.to(minutes(6));
  await one.ask("KeepAlive", { time: "0" });
  assert.deepEqual(one.pushes, []);
  await on.to(minutes(7));
  await until(() => one.pushes.length > 0);
});
