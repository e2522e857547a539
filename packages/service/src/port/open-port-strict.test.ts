import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import type { StrictCall } from "@hipstershop/transport";
import { soon } from "../testing/soon.ts";
import { exchange, hello, openTestPort } from "../testing/test-port.ts";
import { BOUNDS, type Bounds } from "./bounds.ts";
import type { PortListener, PortOptions } from "./open-port.ts";

/** A call of our own form, with an id that its answer brings back. */
function callOf(id: string, body = ""): string {
  const fields = [
    "POST /a.B/C HTTP/1.1",
    "host: a",
    "content-type: application/proto",
    `content-length: ${body.length}`,
    "connect-protocol-version: 1",
    `x-id: ${id}`,
  ];
  return `${fields.join("\r\n")}\r\n\r\n${body}`;
}

/** A call with so many fields more. */
const callOfFields = (count: number) =>
  callOf("1").replace(
    "x-id",
    `${Array.from({ length: count }, (_, at) => `x-a${at}: b\r\n`).join("")}x-id`,
  );

interface Strict {
  /** The ids of the calls that the strict reader took, in order. */
  readonly taken: string[];
  /** What became of them: "1 sent" or "1 gone". */
  readonly ended: string[];
  /** Lets the calls be answered that are not. */
  readonly answer: (body?: Buffer) => void;
}

/** Opens a port with a strict listener, whose calls wait for `answer` if `waits`. */
async function openStrict(
  t: TestContext,
  { listener = hello, ...options }: Partial<PortOptions> & { listener?: PortListener } = {},
  waits = false,
) {
  const waiting: ((body: Buffer) => void)[] = [];
  const strict: Strict = {
    taken: [],
    ended: [],
    answer: (body = Buffer.alloc(0)) => {
      for (const reply of waiting.splice(0)) reply(body);
    },
  };
  const port = await openTestPort(listener, {
    ...options,
    strict({ headers: { "x-id": id = "" } }): StrictCall {
      strict.taken.push(id);
      const { promise, resolve } = Promise.withResolvers<Buffer>();
      if (waits) waiting.push(resolve);
      else resolve(Buffer.alloc(0));
      return {
        headers: { "x-id": id },
        reply: promise.then((body) => ({
          status: 200,
          type: "application/proto",
          metadata: [],
          body,
        })),
        end: (isSent) => void strict.ended.push(`${id} ${isSent ? "sent" : "gone"}`),
      };
    },
  });
  const socket = connect(port.address.port, "127.0.0.1").on("error", () => {});
  let heard = "";
  socket.on("data", (bytes: Buffer) => {
    heard += bytes.toString("latin1");
  });
  await once(socket, "connect");
  t.after(() => socket.destroy());
  /** The answers until now: ids of the strict reader, and what node:http said. */
  const answers = () => [
    ...(heard.match(/(?<=x-id: )\w+|hello over 1\.1|HTTP\/1\.1 4\d\d/g) ?? []),
  ];
  return {
    ...strict,
    port,
    socket,
    say: (said: string) => new Promise((resolve) => socket.write(said, resolve)),
    heard: answers,
    hears: (...expected: string[]) => t.waitFor(() => assert.deepEqual(answers(), expected), soon),
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  };
}

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const bounded = (bounds: Partial<Bounds>) => ({ graceMs: 0, bounds: { ...BOUNDS, ...bounds } });

test("a port answers calls of our own form one after the other, and then any other request", async (t) => {
  await using port = await openStrict(t);
  await port.say(callOf("1", "body"));
  await port.hears("1");
  await port.say(callOf("2"));
  await port.hears("1", "2");
  await port.say(GET);
  await port.hears("1", "2", "hello over 1.1");
  // From here on node:http has the connection.
  await port.say(callOf("3"));
  await port.hears("1", "2", "hello over 1.1", "hello over 1.1");
  assert.deepEqual(port.taken, ["1", "2"]);
  assert.deepEqual(port.ended, ["1 sent", "2 sent"]);
});

test("a port answers a call that comes in pieces, at each place where it can break", async (t) => {
  const call = callOf("1", "body");
  for (const at of [1, 3, 20, call.length - 6, call.length - 4, call.length - 1]) {
    await using port = await openStrict(t);
    port.socket.setNoDelay(true);
    await port.say(call.slice(0, at));
    await new Promise(setImmediate);
    await port.say(call.slice(at));
    // The pieces may have come together after all.
    await t.waitFor(() => assert.match(port.heard().join(), /^(?:hello over 1\.1|1)$/), soon);
  }
});

test("a port answers requests that come at once in their order", async (t) => {
  await using port = await openStrict(t);
  await port.say(callOf("1", "body") + GET + callOf("2"));
  await port.hears("hello over 1.1", "hello over 1.1", "hello over 1.1");
});

test("a port answers what comes while a call runs after that call", async (t) => {
  await using port = await openStrict(t, {}, true);
  await port.say(callOf("1"));
  await t.waitFor(() => assert.deepEqual(port.taken, ["1"]), soon);
  await port.say(GET + GET);
  await exchange(port.port.address.port, "GET / HTTP/1.0\r\n\r\n");
  await port.hears();
  port.answer();
  await port.hears("1", "hello over 1.1", "hello over 1.1");
});

test("a port refuses what is no HTTP after a call as without one", async (t) => {
  await using port = await openStrict(t);
  await port.say(callOf("1"));
  await port.hears("1");
  await port.say("\u0016\u0003\u0001garbage\r\n\r\n");
  await port.hears("1", "HTTP/1.1 400");
});

test("a port tells of a caller that goes before its answer", async (t) => {
  await using port = await openStrict(t, {}, true);
  await port.say(callOf("1"));
  await t.waitFor(() => assert.deepEqual(port.taken, ["1"]), soon);
  port.socket.destroy();
  await t.waitFor(() => assert.deepEqual(port.ended, ["1 gone"]), soon);
  port.answer();
});

test("a port closes a connection after the call that was answered while it drains", async (t) => {
  const draining = new AbortController();
  await using port = await openStrict(t, { draining: draining.signal }, true);
  await port.say(callOf("1"));
  await t.waitFor(() => assert.deepEqual(port.taken, ["1"]), soon);
  draining.abort();
  port.answer();
  await once(port.socket, "close");
  await port.hears("1");
});

test("a port closes a connection that idles after a call, and none in a call", async (t) => {
  await using port = await openStrict(t, { keepAliveMs: 1 }, true);
  await port.say(callOf("1"));
  await t.waitFor(() => assert.deepEqual(port.taken, ["1"]), soon);
  const idle = connect(port.port.address.port, "127.0.0.1");
  idle.write(GET);
  idle.resume();
  await once(idle, "close");
  assert.equal(port.socket.closed, false);
  port.answer();
  await once(port.socket, "close");
  await port.hears("1");
});

test("a port counts calls of our own form, their bodies and their answers", async (t) => {
  for (const bounds of [{ requests: 0 }, { heldBytes: 100 }]) {
    await using port = await openStrict(t, bounded(bounds), true);
    await port.say(callOf("1"));
    await once(port.socket, "close");
  }
  await using port = await openStrict(t, bounded({ heldBytes: 2 ** 20 }), true);
  port.socket.pause();
  await port.say(callOf("1"));
  await t.waitFor(() => assert.deepEqual(port.taken, ["1"]), soon);
  port.answer(Buffer.alloc(2 ** 23));
  await t.waitFor(() => assert.deepEqual(port.ended, ["1 gone"]), soon);
});

test("a port gives up an answer to a call that is not taken in time", async (t) => {
  await using port = await openStrict(t, bounded({ untakenMs: 300 }), true);
  port.socket.pause();
  await port.say(callOf("1"));
  await t.waitFor(() => assert.deepEqual(port.taken, ["1"]), soon);
  port.answer(Buffer.alloc(2 ** 23));
  await t.waitFor(() => assert.deepEqual(port.ended, ["1 gone"]), soon);
});

for (const why of ["it drains", "it closes"]) {
  test(`a port takes nothing that comes behind the last call of a connection when ${why}`, async (t) => {
    const draining = new AbortController();
    const asked: (string | undefined)[] = [];
    const listener: PortListener = ({ url }, response) => {
      asked.push(url);
      (response as ServerResponse).end();
    };
    const port = await openStrict(t, { draining: draining.signal, listener }, true);
    const idle = connect(port.port.address.port, "127.0.0.1").resume();
    await port.say(callOf("1"));
    await t.waitFor(() => assert.deepEqual(port.taken, ["1"]), soon);
    await port.say(GET);
    await exchange(port.port.address.port, "GET /other HTTP/1.0\r\n\r\n");
    let closed: PromiseLike<void> | undefined;
    if (why === "it drains") draining.abort();
    else closed = port[Symbol.asyncDispose]();
    if (closed) await once(idle, "close");
    port.answer();
    await once(port.socket, "close");
    await (closed ?? port[Symbol.asyncDispose]());
    await port.hears("1");
    assert.deepEqual(asked, ["/other"]);
  });
}

test("a port leaves a call with too many fields to node:http, which refuses it", async (t) => {
  await using port = await openStrict(t);
  await port.say(callOfFields(BOUNDS.headFields));
  await port.hears("HTTP/1.1 431");
  assert.deepEqual(port.taken, []);
});

test("a port counts what comes while a call runs", async (t) => {
  await using port = await openStrict(t, bounded({ heldBytes: 2 ** 16 }), true);
  await port.say(callOf("1"));
  await t.waitFor(() => assert.deepEqual(port.taken, ["1"]), soon);
  port.socket.write(Buffer.alloc(2 ** 23));
  await t.waitFor(() => assert.deepEqual(port.ended, ["1 gone"]), soon);
});

test("a port gives up a request after a call that does not come whole in time", async (t) => {
  for (const half of [
    GET.slice(0, 10),
    callOf("2").slice(0, 60),
    callOf("2", "body").slice(0, -1),
  ]) {
    await using port = await openStrict(t, bounded({ requestMs: 300 }));
    await port.say(callOf("1"));
    await port.hears("1");
    await port.say(half);
    await once(port.socket, "close");
    assert.deepEqual(port.taken, ["1"]);
  }
});
