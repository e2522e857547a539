import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, get, type IncomingMessage, type ServerResponse } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { StartError } from "../start-error.ts";
import { exchange, hello, openTestPort as open } from "../testing/test-port.ts";

function getOver(agent: Agent | undefined, port: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", agent }, resolve).on("error", reject);
  });
}

test("openPort answers HTTP/1.1 and HTTP/2 on one port", async () => {
  await using port = await open();
  const answer = await getOver(undefined, port.address.port);
  assert.equal(await text(answer), "hello over 1.1");

  const session = connectHttp2(`http://127.0.0.1:${port.address.port}`);
  assert.equal(await text(session.request({ ":path": "/" })), "hello over 2.0");
  session.close();
});

test("openPort takes PROPFIND for HTTP/1.1 when its bytes come one by one", async () => {
  await using port = await open((request, response) => {
    (response as ServerResponse).end(`${request.method} over ${request.httpVersion}`);
  });
  const request = "PROPFIND / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
  assert.match(await exchange(port.address.port, ...request), /PROPFIND over 1\.1$/);
});

test("openPort answers 400 when the bytes are not HTTP", async () => {
  await using port = await open();
  assert.match(
    await exchange(port.address.port, "\u0016\u0003\u0001\u0002garbage\r\n\r\n"),
    /^HTTP\/1\.1 400 /,
  );
  const pretender = await exchange(port.address.port, "PRI * HTTP/2.0\r\n\r\nnot the preface");
  assert.doesNotMatch(pretender, /hello/);
  assert.equal(await text(await getOver(undefined, port.address.port)), "hello over 1.1");
});

test("openPort ends a connection that stays silent, or closes before it has sent anything", async () => {
  // On a busy machine even the last request below may come some time after its connection.
  await using port = await open(hello, { silenceMs: 1_000 });
  const silent = [exchange(port.address.port), exchange(port.address.port, "P")];
  assert.deepEqual(await Promise.all(silent), ["", ""]);
  const socket = connect(port.address.port, "127.0.0.1");
  await once(socket, "connect");
  socket.resetAndDestroy();
  assert.equal(await text(await getOver(undefined, port.address.port)), "hello over 1.1");
});

test("openPort ends a connection that sends only the preface of HTTP/2", {
  timeout: 60_000,
}, async () => {
  await using port = await open(hello, { silenceMs: 1_000 });
  const silent = ["PRI", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"];
  await Promise.all(silent.map((said) => exchange(port.address.port, said)));
});

test("openPort throws a StartError when the port is in use", async () => {
  await using port = await open();
  await assert.rejects(open(hello, { port: port.address.port }), (error: Error) => {
    assert.ok(error instanceof StartError);
    assert.equal(
      error.message,
      `port ${port.address.port} at 127.0.0.1 is in use: end what listens there, or set PORT to another`,
    );
    return true;
  });
});

test("openPort throws a StartError when HOST is no address of the machine", async () => {
  await assert.rejects(open(hello, { host: "192.0.2.1" }), /HOST is "192\.0\.2\.1"/);
});

test("a port that is disposed lets requests in flight end, on both protocols", async (t) => {
  const draining = new AbortController();
  const waiting: (() => void)[] = [];
  const port = await open(
    (_, response) => waiting.push(() => (response as ServerResponse).end("done")),
    { draining: draining.signal },
  );
  const agent = new Agent({ keepAlive: true });
  const session = connectHttp2(`http://127.0.0.1:${port.address.port}`);
  let goaway: number | undefined;
  session.on("goaway", (code) => {
    goaway = code;
  });
  const overHttp1 = getOver(agent, port.address.port);
  const overHttp2 = text(session.request({ ":path": "/" }));
  await t.waitFor(() => assert.equal(waiting.length, 2), { interval: 5, timeout: 20_000 });

  draining.abort();
  const disposed = port[Symbol.asyncDispose]();
  await assert.rejects(getOver(undefined, port.address.port), { code: "ECONNREFUSED" });
  for (const answer of waiting) answer();
  const answer = await overHttp1;
  assert.equal(answer.headers.connection, "close");
  assert.equal(await text(answer), "done");
  assert.equal(await overHttp2, "done");
  await disposed;
  assert.equal(goaway, 0);
  agent.destroy();
});

test("a port that is disposed closes idle connections", async () => {
  const port = await open();
  const agent = new Agent({ keepAlive: true });
  await text(await getOver(agent, port.address.port));
  const session = connectHttp2(`http://127.0.0.1:${port.address.port}`);
  await text(session.request({ ":path": "/" }));
  const silent = connect(port.address.port, "127.0.0.1");
  await once(silent, "connect");
  silent.on("error", () => {});
  await port[Symbol.asyncDispose]();
  agent.destroy();
});

test("a port that is disposed still answers on idle connections for a while", async () => {
  const draining = new AbortController();
  const port = await open(hello, { draining: draining.signal, idleMs: 60_000 });
  const agent = new Agent({ keepAlive: true });
  await text(await getOver(agent, port.address.port));
  draining.abort();
  const disposed = port[Symbol.asyncDispose]();
  const answer = await getOver(agent, port.address.port);
  assert.equal(answer.headers.connection, "close");
  assert.equal(await text(answer), "hello over 1.1");
  await disposed;
});

test("a port ends requests when its grace is over", async () => {
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  const port = await open(() => resolve(), { graceMs: 20 });
  const request = getOver(undefined, port.address.port);
  request.catch(() => {});
  await arrived;
  await port[Symbol.asyncDispose]();
  await assert.rejects(request, { code: "ECONNRESET" });
});

test("a port keeps an idle connection for more than ten seconds", async () => {
  await using port = await open();
  const agent = new Agent({ keepAlive: true });
  const answer = await getOver(agent, port.address.port);
  await text(answer);
  assert.equal(answer.headers["keep-alive"], "timeout=65");
  agent.destroy();
});

test("a port sends GOAWAY on an idle HTTP/2 connection, and open streams go on", {
  timeout: 60_000,
}, async () => {
  const { promise: goneAway, resolve } = Promise.withResolvers<void>();
  await using port = await open(
    async (_, response) => {
      await goneAway;
      (response as ServerResponse).end("done");
    },
    { keepAliveMs: 1_000 },
  );
  const session = connectHttp2(`http://127.0.0.1:${port.address.port}`);
  session.on("goaway", (code) => {
    assert.equal(code, 0);
    resolve();
  });
  const closed = once(session, "close");
  assert.equal(await text(session.request({ ":path": "/" })), "done");
  await closed;
});

test("a port that is disposed sends GOAWAY on a connection that then first speaks HTTP/2", {
  timeout: 30_000,
}, async (t) => {
  await using port = await open(hello, { graceMs: 60_000, idleMs: 10_000 });
  const socket = connect(port.address.port, "127.0.0.1");
  t.after(() => socket.destroy());
  await once(socket, "connect");
  // An answer on a later connection shows that this one was accepted.
  await text(await getOver(new Agent(), port.address.port));
  const disposed = port[Symbol.asyncDispose]();
  const session = connectHttp2("http://localhost", { createConnection: () => socket });
  session.on("error", () => {});
  await once(session, "goaway");
  await disposed;
});
