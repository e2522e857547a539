import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2, constants, type ServerHttp2Stream } from "node:http2";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { soon } from "../testing/soon.ts";
import { exchange, hello, openTestPort } from "../testing/test-port.ts";
import { BOUNDS, type Bounds } from "./bounds.ts";
import type { PortListener } from "./open-port.ts";

const limited = { timeout: 60_000 };

function openBounded(bounds: Partial<Bounds>, listener: PortListener = hello) {
  return openTestPort(listener, { bounds: { ...BOUNDS, ...bounds }, graceMs: 0 });
}

/** Opens a connection that is closed after the test, and says something. */
async function say(t: TestContext, port: number, said: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => {}).resume();
  await once(socket, "connect");
  await new Promise((resolve) => socket.write(said, resolve));
  return socket;
}

function openSession(t: TestContext, port: number) {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on("error", () => {});
  t.after(() => session.destroy());
  return session;
}

const GET = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
const halfOf = (length: number, body: string) =>
  `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n${body}`;
const POST = { ":method": "POST" };

test("a port answers 3,000 requests of one connection that come at once", limited, async (t) => {
  await using port = await openTestPort();
  const session = openSession(t, port.address.port);
  const [settings] = await once(session, "remoteSettings");
  assert.equal(settings.maxConcurrentStreams, BOUNDS.streamsPerConnection);
  const answers = Array.from({ length: 3_000 }, () => text(session.request()));
  assert.deepEqual(new Set(await Promise.all(answers)), new Set(["hello over 2.0"]));
});

test(
  "a port answers a limited number of requests of one connection at once, in order",
  limited,
  async (t) => {
    const answering: string[] = [];
    let most = 0;
    await using port = await openBounded({ pipelined: 3 }, (request, response) => {
      most = Math.max(most, answering.push(request.url ?? ""));
      setImmediate(() => {
        answering.pop();
        response.end(`[${request.url}]`);
      });
    });
    const paths = Array.from({ length: 5_000 }, (_, i) => `/${i}`);
    const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join("");
    const socket = await say(t, port.address.port, "");
    socket.write(requests.replace(/Host: a\r\n\r\n$/, "Host: a\r\nConnection: close\r\n\r\n"));
    const answered = (await text(socket)).match(/(?<=\[)[^\]]+/g);
    assert.deepEqual(answered, paths);
    assert.equal(most, 3);
  },
);

test("a port closes the connection with the most requests when there are too many", async (t) => {
  await using port = await openBounded({ requests: 10 }, (request, response) => {
    if (request.url === "/") hello(request, response);
  });
  const few = await say(t, port.address.port, GET);
  const many = await say(t, port.address.port, GET.repeat(10));
  if (!many.closed) await once(many, "close");
  assert.equal(few.closed, false);
  assert.match(await exchange(port.address.port, "GET / HTTP/1.0\r\n\r\n"), /hello/);
});

test("a port does not count requests of a connection that it has closed", limited, async (t) => {
  await using port = await openBounded({ requests: 2, unread: 2 }, (request, response) => {
    request.resume();
    if (request.url === "/hello") hello(request, response);
  });
  for (let i = 0; i < 3; i++) {
    const many = openSession(t, port.address.port);
    for (let j = 0; j < 5; j++) many.request(POST).on("error", () => {});
    await once(many, "close");
  }
  const session = openSession(t, port.address.port);
  assert.equal(await text(session.request({ ":path": "/hello" })), "hello over 2.0");
  const posted = session.request({ ...POST, ":path": "/hello" });
  posted.end("body");
  assert.equal(await text(posted), "hello over 2.0");
});

test("a port closes the connection with the most incomplete requests", limited, async (t) => {
  let begun = 0;
  await using port = await openBounded({ unread: 5 }, () => begun++);
  const few = openSession(t, port.address.port);
  const many = openSession(t, port.address.port);
  few.request(POST).on("error", () => {});
  for (let i = 0; i < 5; i++) many.request(POST).on("error", () => {});
  await once(many, "close");
  assert.equal(few.closed, false);
  assert.equal(begun, 0);
});

test("a port closes the connection that holds the most bytes of bodies", limited, async (t) => {
  const received = Promise.withResolvers<void>();
  await using port = await openBounded({ heldBytes: 3_000 }, (request) => {
    request.on("data", () => received.resolve());
  });
  const little = await say(t, port.address.port, halfOf(9_000, "x".repeat(1_000)));
  await received.promise;
  const session = openSession(t, port.address.port);
  const stream = session.request(POST).on("error", () => {});
  stream.write("x".repeat(2_500));
  await once(session, "close");
  assert.equal(little.closed, false);
});

test("a port counts what each piece of a body costs", limited, async (t) => {
  const bounds = { heldBytes: 40_000, requestMs: 600_000 };
  await using port = await openBounded(bounds, (request) => request.resume());
  const head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const many = await say(t, port.address.port, head + "1\r\nx\r\n".repeat(1_000));
  if (!many.closed) await once(many, "close");
});

test("a port gives up a request that does not come in time", limited, async (t) => {
  await using port = await openBounded({ requestMs: 300 });
  const session = openSession(t, port.address.port);
  const stream = session.request(POST).on("error", () => {});
  await once(stream, "close");
  assert.equal(stream.rstCode, constants.NGHTTP2_CANCEL);
  assert.equal(await text(session.request()), "hello over 2.0");
  for (const said of [halfOf(9, "half"), "GET / HTTP/1.1\r\nHost"]) {
    assert.match(await exchange(port.address.port, said), /^HTTP\/1\.1 (?:200 .*)?408 |408 /s);
  }
});

test("a port gives up an answer that is not taken in time", limited, async (t) => {
  const closed = Promise.withResolvers<void>();
  await using port = await openBounded({ untakenMs: 300 }, (_, response) => {
    response.once("close", closed.resolve);
    response.end(Buffer.alloc(2 ** 20));
  });
  // No more than the window that HTTP/2 opens with is sent to a client that reads nothing.
  openSession(t, port.address.port)
    .request()
    .on("error", () => {})
    .pause();
  await closed.promise;
});

test("a port closes the connection that holds the most bytes of answers", limited, async (t) => {
  const closed = Promise.withResolvers<string>();
  await using port = await openBounded({ heldBytes: 2 ** 20 }, (request, response) => {
    response.once("close", () => closed.resolve(request.url ?? ""));
    response.end(Buffer.alloc(request.url === "/much" ? 2 ** 20 : 2 ** 18));
  });
  for (const path of ["/little", "/much"]) {
    const session = openSession(t, port.address.port);
    session
      .request({ ":path": path })
      .on("error", () => {})
      .pause();
  }
  assert.equal(await closed.promise, "/much");
});

test("a port closes the connection that idles longest when there are too many", async (t) => {
  await using port = await openBounded({ connections: 2 }, (request, response) => {
    if (request.url === "/") hello(request, response);
  });
  const busy = await say(t, port.address.port, GET);
  const idle = await say(t, port.address.port, "");
  const answer = exchange(port.address.port, "GET / HTTP/1.0\r\n\r\n");
  if (!idle.closed) await once(idle, "close");
  assert.match(await answer, /hello/);
  assert.equal(busy.closed, false);
});

test("a port ends a stream that is answered before all of its request has come", async (t) => {
  let stream: ServerHttp2Stream | undefined;
  await using port = await openTestPort((request, response) => {
    if ("stream" in request) stream = request.stream;
    hello(request, response);
  });
  const asking = openSession(t, port.address.port).request(POST);
  asking.write("half");
  assert.equal(await text(asking), "hello over 2.0");
  await t.waitFor(() => assert.ok(stream?.closed), soon);
});

test("a port that closes does not wait for a request that does not move", limited, async (t) => {
  const port = await openTestPort(() => {});
  await say(t, port.address.port, "GET / HTTP/1.1\r\nHost");
  await say(t, port.address.port, halfOf(9, "half"));
  openSession(t, port.address.port)
    .request(POST)
    .on("error", () => {})
    .write("half");
  // An answer on a later connection shows that these were read.
  await exchange(port.address.port, "none");
  const startMs = performance.now();
  await port[Symbol.asyncDispose]();
  // Such a request has 30 s while the port is open.
  assert.ok(performance.now() - startMs < 9_000);
});

test("a port does not begin a request on HTTP/2 that is taken back at once", limited, async (t) => {
  const begun: string[] = [];
  await using port = await openTestPort((request, response) => {
    begun.push(request.url ?? "");
    hello(request, response);
  });
  const session = openSession(t, port.address.port);
  await once(session, "remoteSettings");
  for (let i = 0; i < 50; i++)
    session.request({ ":path": "/back" }).close(constants.NGHTTP2_CANCEL);
  assert.equal(await text(session.request({ ":path": "/kept" })), "hello over 2.0");
  assert.deepEqual(begun, ["/kept"]);
});

test("a port refuses a head of too many fields, whole or not", limited, async () => {
  await using port = await openBounded({ headFields: 10 });
  const get = (fields: number) =>
    `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${"a: b\r\n".repeat(fields - 2)}\r\n`;
  assert.match(await exchange(port.address.port, get(10)), /^HTTP\/1.1 200 /);
  assert.match(await exchange(port.address.port, get(11)), /^HTTP\/1.1 431 /);
  const unended = get(200).replace("Connection: close", "Content-Length: 5");
  assert.match(await exchange(port.address.port, unended), /^HTTP\/1.1 431 /);
});
