/** OpenD's frames and messages: what goes in comes out, and nothing else gets through. */
import assert from "node:assert/strict";
import {
  type Frame,
  frameBytes,
  FrameError,
  FrameReader,
} from "../core/adapters/brokers/opend/frame.ts";
import {
  instantOf,
  localText,
} from "../core/adapters/brokers/opend/local_time.ts";
import {
  decodeRequest,
  decodeResponse,
  encodeRefusal,
  encodeRequest,
  encodeResponse,
} from "../core/adapters/brokers/opend/messages.ts";
import {
  PROTOCOL,
  type ProtocolName,
  pushOf,
  requestOf,
} from "../core/adapters/brokers/opend/protocol.ts";
import { MessageError } from "../core/adapters/brokers/opend/validate.ts";
import { Random } from "../core/practice/random.ts";
import { at } from "./desk.ts";
import { webReplyIn } from "../core/adapters/brokers/opend/web_frame.ts";
import {
  brokenFrame,
  damaged,
  fuzzedFrame,
  fuzzedWebFrame,
  noise,
} from "./opend/fuzz.ts";
import { both, heard, orderFor, practice, until } from "./opend/practice.ts";
import { sampleOf } from "./opend/samples.ts";
import { HEALTHY, scripted } from "./opend/scripted.ts";
import { webReplyBytes } from "./opend/web_frames.ts";

const MAX = 1_000;
const FRAMES: Frame[] = [
  { protocol: 1001, serial: 1, body: Uint8Array.of(1, 2, 3) },
  { protocol: 2208, serial: 4_294_967_295, body: new Uint8Array(0) },
  { protocol: 3103, serial: 7, body: new Uint8Array(MAX).fill(9) },
];
const WIRE = Uint8Array.from(FRAMES.flatMap((one) => [...frameBytes(one)]));

Deno.test("the header is 44 bytes: FT, id, format, version, serial, length, SHA-1", () => {
  const bytes = frameBytes({
    protocol: 0x01020304,
    serial: 0x05060708,
    body: new TextEncoder().encode("abc"),
  });
  assert.equal(
    bytes.toHex(),
    "4654" + "04030201" + "00" + "00" + "08070605" + "03000000" +
      "a9993e364706816aba3e25717850c26c9cd0d89d" + "0000000000000000" +
      "616263",
  );
});

Deno.test("frames come out as they went in, however the stream is cut", () => {
  for (const size of [1, 2, 43, 44, 45, 46, 47, 500, WIRE.length]) {
    const reader = new FrameReader(MAX);
    const read: Frame[] = [];
    for (let from = 0; from < WIRE.length; from += size) {
      read.push(...reader.read(WIRE.slice(from, from + size)));
    }
    assert.deepEqual(read, FRAMES, `in pieces of ${size}`);
  }
});

Deno.test("what is no frame is an error, as soon as it can be known", () => {
  const good = frameBytes(FRAMES[0]!);
  const changed = (index: number, byte: number) =>
    good.with(index, byte) as Uint8Array;
  const cases: [string, Uint8Array, RegExp][] = [
    ["other bytes", new TextEncoder().encode("HT"), /begins with 4854/],
    ["a web request", new TextEncoder().encode("GET / HT"), /begins with 4745/],
    ["JSON", changed(6, 1).slice(0, 44), /format 1, version 0/],
    ["a later version", changed(7, 2).slice(0, 44), /format 0, version 2/],
    ["a body too large", changed(14, 1).slice(0, 44), /has 65539 bytes/],
    ["another SHA-1", changed(20, 0), /its SHA-1 should be 7037807198c2/],
    ["another body", changed(46, 9), /its SHA-1 should be/],
  ];
  for (const [what, bytes, message] of cases) {
    const read = () => [...new FrameReader(MAX).read(bytes)];
    assert.throws(read, (error) => {
      assert.ok(error instanceof FrameError, what);
      assert.match(error.message, message, what);
      return true;
    });
  }
  const reader = new FrameReader(MAX).read(Uint8Array.of(...good, 1, 2));
  assert.equal(reader.next().value?.protocol, 1001, "what came before is good");
  assert.throws(() => reader.next(), FrameError);
});

Deno.test("every message comes out as it went in, with every field filled", () => {
  for (const name of Object.keys(PROTOCOL) as ProtocolName[]) {
    const request = requestOf(PROTOCOL[name]);
    if (request) {
      const c2s = sampleOf(name, "Request");
      const body = encodeRequest(request, c2s);
      assert.deepEqual(plain(decodeRequest(request, body)), plain(c2s), name);
    } else assert.equal(pushOf(PROTOCOL[name]), name);
    const s2c = sampleOf(name, "Response");
    const answer = decodeResponse(name, encodeResponse(name, s2c));
    assert.deepEqual(
      { ...answer, s2c: plain(answer.s2c) },
      { retType: 0, retMsg: "", s2c: plain(s2c) },
      name,
    );
    assert.deepEqual(decodeResponse(name, encodeRefusal("no")), {
      retType: -1,
      retMsg: "no",
      s2c: undefined,
    });
  }
  assert.equal(requestOf(2208), undefined, "a push is no request");
  assert.equal(requestOf(2005), undefined, "unlocking is not spoken");
});

const HEADER = { trdEnv: 0, accID: "281756455982434177", trdMarket: 1 };
const ORDER = {
  packetID: { connID: "18446744073709551615", serialNo: 4_294_967_295 },
  header: HEADER,
  trdSide: 1,
  orderType: 1,
  code: "00700",
  qty: 100,
  price: 603.5,
};

Deno.test("what is no message is refused before a byte of it is written", () => {
  encodeRequest("Trd_PlaceOrder", ORDER);
  const { trdSide: _, ...sideless } = ORDER;
  const id = (accID: unknown) => ({ ...ORDER, header: { ...HEADER, accID } });
  const cases: [object, RegExp][] = [
    [sideless, /PlaceOrder\.c2s\.trdSide: it is required/],
    [{ ...ORDER, trdSide: undefined }, /trdSide: it is required/],
    [{ ...ORDER, trdSide: "buy" }, /trdSide: "buy" is no int32/],
    [{ ...ORDER, trdSide: 1.5 }, /trdSide: 1\.5 is no int32/],
    [{ ...ORDER, trdSide: 2 ** 31 }, /is no int32/],
    [{ ...ORDER, qtty: 1 }, /c2s\.qtty: there is no such field/],
    [{ ...ORDER, constructor: 1 }, /constructor: there is no such field/],
    [{ ...ORDER, qty: NaN }, /qty: NaN is no double/],
    [{ ...ORDER, price: Infinity }, /price: Infinity is no double/],
    [{ ...ORDER, qty: "100" }, /qty: "100" is no double/],
    [{ ...ORDER, code: 700 }, /code: 700 is no string/],
    [{ ...ORDER, remark: "\ud800" }, /is no string/],
    [{ ...ORDER, adjustPrice: 1 }, /adjustPrice: 1 is no bool/],
    [{ ...ORDER, header: "0" }, /header: it is no message/],
    [{ ...ORDER, header: [HEADER] }, /header: it is no message/],
    [{ ...ORDER, header: { trdEnv: 0 } }, /header\.accID: it is required/],
    [id(281756455982434177), /is no uint64/],
    [id("18446744073709551616"), /is no uint64/],
    [id("-1"), /is no uint64/],
    [id("007"), /is no uint64/],
    [id(""), /is no uint64/],
    [
      { ...ORDER, packetID: { connID: "1", serialNo: -1 } },
      /serialNo: -1 is no uint32/,
    ],
  ];
  for (const [c2s, message] of cases) {
    assert.throws(() => encodeRequest("Trd_PlaceOrder", c2s), (error) => {
      assert.ok(error instanceof MessageError);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.throws(
    () => encodeRequest("Trd_SubAccPush", { accIDList: "1" }),
    /accIDList: it is no list/,
  );
  assert.throws(
    () => encodeRequest("Trd_SubAccPush", { accIDList: ["1", 2] }),
    /accIDList\[1\]: 2 is no uint64/,
  );
  assert.throws(
    () => encodeRequest("KeepAlive", { time: "9223372036854775808" }),
    /is no int64/,
  );
});

Deno.test("ten thousand damaged messages are errors of ours, or messages", () => {
  const random = Random.seeded(4);
  const names = Object.keys(PROTOCOL) as ProtocolName[];
  let readable = 0;
  for (let i = 0; i < 10_000; i++) {
    const name = names[i % names.length]!;
    const body = encodeResponse(name, sampleOf(name, "Response"));
    try {
      decodeResponse(name, damaged(body, random));
      readable++;
    } catch (error) {
      assert.ok(error instanceof MessageError, String(error));
    }
  }
  assert.ok(readable > 100 && readable < 9_000, `${readable} are readable`);
});

Deno.test("times are the exchange's own clock", () => {
  const cases: [string, string, string][] = [
    ["Asia/Hong_Kong", "2026-01-05 09:31:00", "2026-01-05T01:31:00Z"],
    ["Asia/Hong_Kong", "2026-01-05 00:00:00", "2026-01-04T16:00:00Z"],
    ["America/New_York", "2026-03-06 09:30:00", "2026-03-06T14:30:00Z"],
    ["America/New_York", "2026-03-09 09:30:00", "2026-03-09T13:30:00Z"],
  ];
  for (const [zone, text, iso] of cases) {
    assert.equal(localText(zone, at(iso)), text);
    assert.equal(instantOf(zone, text), at(iso));
  }
  const hongKong = (text: string) => instantOf("Asia/Hong_Kong", text);
  assert.equal(hongKong("2026-01-05"), at("2026-01-04T16:00:00Z"));
  assert.equal(
    hongKong("2026-01-05 09:31:00.25"),
    at("2026-01-05T01:31:00.250Z"),
  );
  for (const text of ["", "05/01/2026", "2026-13-05", "2026-01-05 25:00:00"]) {
    assert.equal(hongKong(text), undefined, text);
  }
});

Deno.test("ten thousand fuzzed requests are answered; the venue goes on as before", async () => {
  await using venue = await practice();
  const random = Random.seeded("face");
  const before = JSON.stringify(venue.floor.state());
  for (let connection = 0; connection < 4; connection++) {
    const socket = await dial(venue.face.port);
    const answers = taken(socket);
    // Half of them never introduce themselves.
    const count = 2_500;
    if (connection % 2 === 0) await writeAll(socket, HELLO);
    for (let i = 0; i < count; i++) {
      await writeAll(socket, fuzzedFrame(random, "Request"));
    }
    await writeAll(socket, HELLO);
    await until(() => answers.frames.length >= count + 1);
    const last = decodeResponse("InitConnect", answers.frames.at(-1)!.body);
    assert.equal(last.retType, 0);
    socket.close();
    await answers.ended;
  }
  assert.equal(venue.floor.orders().length, 0);
  assert.equal(JSON.stringify(venue.floor.state()), before);
  await using agent = await venue.agent("tcp");
  const answer = await agent.link.broker.submit(orderFor(venue.floor));
  assert.equal(answer.status, "accepted");
});

Deno.test("what is no frame ends its own connection, and no other", async () => {
  await using venue = await practice();
  await using agent = await venue.agent("tcp");
  const random = Random.seeded("frames");
  for (let i = 0; i < 150; i++) {
    const socket = await dial(venue.face.port);
    const answers = taken(socket);
    await writeAll(socket, HELLO);
    await writeAll(socket, brokenFrame(random));
    // Behind a frame that broke off, even a good one makes it bad.
    for (let n = 0; n < 8; n++) await writeAll(socket, HELLO);
    if (!await within(300, answers.ended)) {
      // It promised a body that has not come yet; nothing else may be waited for.
      assert.ok(answers.frames.length <= 1, `frame ${i}`);
      socket.close();
      await answers.ended;
    } else closed(socket);
  }
  assert.deepEqual(agent.downs, []);
  await agent.link.broker.account();
});

both(
  "a hundred thousand fuzzed frames end no process, and nothing piles up",
  async (kind) => {
    const random = Random.seeded(`adapter ${kind}`);
    await using openD = scripted(kind, {
      ...HEALTHY,
      Qot_RequestHistoryKL: "no",
    });
    await using agent = await heard(kind, openD.port);
    const { broker } = agent.link;
    await agent.link.subscribe(["0700"]);
    const frame = kind === "tcp"
      ? () => fuzzedFrame(random, "Response")
      : () => fuzzedWebFrame(random);
    const before = memoryMb();
    for (let i = 0; i < 100_000; i++) {
      await openD.send(frame());
      if (i % 1_000 > 0) continue;
      // Among them is a word of OpenD's that it cannot be used, now and then.
      await until(() => broker.standing().connected);
      await broker.orders().catch(() => undefined);
    }
    await until(() => broker.standing().connected);
    assert.deepEqual(await broker.orders(), []);
    const grown = memoryMb() - before;
    assert.ok(grown < 150, `${grown} MB more`);
    assert.ok(agent.downs.length < 10, `${agent.downs.length} losses`);
    const { unreadable } = agent.link;
    assert.ok(unreadable > 5_000, `${unreadable} were unreadable`);
  },
);

Deno.test("fifty thousand broken frames are errors of ours, and nothing is held for them", () => {
  const random = Random.seeded("broken");
  let errors = 0;
  for (let i = 0; i < 50_000; i++) {
    const reader = new FrameReader(MAX);
    const bytes = brokenFrame(random);
    try {
      [...reader.read(bytes)];
    } catch (error) {
      assert.ok(error instanceof FrameError, String(error));
      errors++;
    }
    const web = random.chance(0.5) ? noise(random.whole(0, 90), random) : bytes;
    assert.throws(() => webReplyIn(web, MAX), FrameError);
  }
  assert.ok(errors > 20_000, `${errors} of 50000`);
});

Deno.test("a frame of the WebSocket is its header, its error and its body, whatever its text", () => {
  const frame = { protocol: 2202, section: 7, body: Uint8Array.of(8, 0) };
  const cases: [number, string, string][] = [
    [0, "", ""],
    [-1, "wrong key", "wrong key"],
    // Cut in the middle of the seventh letter.
    [2, "请求失败请求失败", "请求失败请求\ufffd"],
  ];
  for (const [error, text, told] of cases) {
    const { protocol, section, body } = frame;
    assert.deepEqual(webReplyIn(webReplyBytes(frame, error, text), MAX), {
      protocol,
      section: String(section),
      error,
      text: told,
      body,
    });
  }
  const bytes = webReplyBytes({ ...frame, body: new Uint8Array(MAX + 1) });
  assert.throws(() => webReplyIn(bytes, MAX), FrameError, "too large");
  assert.throws(() => webReplyIn(bytes.slice(0, 43), MAX), FrameError, "short");
});

function memoryMb(): number {
  return Math.round(Deno.memoryUsage().rss / 2 ** 20);
}

Deno.test("a client that reads nothing is dropped, and costs the others nothing", async () => {
  await using venue = await practice();
  const slow = await dial(venue.face.port);
  await writeAll(slow, HELLO);
  // Each is answered with a thousand times as much, two hundred megabytes in all.
  const request = askingForMuch(venue.floor.symbols[0]!);
  for (let i = 0; i < 2_000; i++) await writeAll(slow, request);
  let dropped = false;
  await until(() => dropped, async () => {
    await slow.write(request).catch(() => dropped = true);
  });
  slow.close();
  await using agent = await venue.agent("tcp");
  await agent.link.broker.account();
});

function askingForMuch(symbol: string): Uint8Array {
  const body = encodeRequest("Qot_RequestHistoryKL", {
    rehabType: 0,
    klType: 1,
    security: { market: 1, code: symbol.padStart(5, "0") },
    beginTime: "2025-12-01",
    endTime: "2026-01-05",
  });
  return frameBytes({ protocol: 3103, serial: 2, body });
}

const HELLO = frameBytes({
  protocol: 1001,
  serial: 1,
  body: encodeRequest("InitConnect", { clientVer: 906, clientID: "test" }),
});

function dial(port: number): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port });
}

async function writeAll(socket: Deno.TcpConn, bytes: Uint8Array) {
  for (let at = 0; at < bytes.length;) {
    at += await socket.write(bytes.subarray(at)).catch(() => bytes.length);
  }
}

/** Reads until the other end is gone. */
function taken(socket: Deno.TcpConn): {
  frames: Frame[];
  ended: Promise<void>;
} {
  const frames: Frame[] = [];
  const reader = new FrameReader(2 ** 20);
  const buffer = new Uint8Array(65_536);
  const ended = (async () => {
    while (true) {
      const length = await socket.read(buffer).catch(() => null);
      if (length === null) return;
      frames.push(...reader.read(buffer.slice(0, length)));
    }
  })();
  return { frames, ended };
}

async function within(ms: number, done: Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  return await Promise.race([done.then(() => true), promise])
    .finally(() => clearTimeout(timer));
}

function closed(socket: Deno.TcpConn): void {
  try {
    socket.close();
  } catch { /* the other end was faster */ }
}

/** Bytes come back as another class of the same bytes. */
function plain(message: unknown): unknown {
  return JSON.parse(JSON.stringify(
    message,
    (_, value) =>
      value?.type === "Buffer"
        ? value.data
        : value instanceof Uint8Array
        ? [...value]
        : value,
  ));
}
