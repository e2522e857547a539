import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { createStrictPool } from "./strict-pool.ts";

/** Says something on each connection for each request that comes whole, in these pieces. */
async function openPool(
  t: TestContext,
  answers: readonly (readonly string[])[],
  further: readonly string[] = [],
) {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}).setNoDelay(true));
    let heard = "";
    socket.on("data", async (bytes: Buffer) => {
      heard += bytes.toString("latin1");
      if (!heard.endsWith("body")) return;
      requests.push(heard);
      heard = "";
      for (const piece of answers[requests.length - 1] ?? further) {
        if (piece === "END") socket.end();
        else await new Promise((resolve) => socket.write(piece, "latin1", resolve));
        await new Promise(setImmediate);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const pool = createStrictPool("127.0.0.1", (server.address() as AddressInfo).port, 60_000);
  t.after(() => {
    pool.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const call = async (headers = {}, limits = {}) => {
    const body = Buffer.from("body");
    const all = { "content-type": "application/proto", "content-length": "4", ...headers };
    const given = { path: "/a.B/C", headers: all, body, timeoutMs: 60_000, signal: undefined };
    const answer = await pool.exchange({ ...given, maxBytes: 1_000, ...limits });
    return `${answer.status} ${Buffer.from(answer.body).toString()}`;
  };
  return { call, pool, requests, sockets };
}

const OK = "HTTP/1.1 200 OK\r\ncontent-type: application/proto\r\ncontent-length: 5\r\n\r\n";

for (const [what, pieces] of [
  ["whole", [`${OK}hello`]],
  ["in pieces", [`${OK}h`, "ell", "o"]],
  ["with its head in pieces", [OK.slice(0, 9), OK.slice(9, 60), `${OK.slice(60)}hello`]],
  ["chunked", ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "lo\r\n0\r\n\r\n"]],
  ["after a 100", ["HTTP/1.1 100 Continue\r\n\r\n", `${OK}hello`]],
  ["until the end of the connection", ["HTTP/1.1 200 OK\r\n\r\nhel", "lo", "END"]],
  [
    "as the last of its connection",
    [`${OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")}hello`],
  ],
] as const) {
  test(`strict pool reads an answer that comes ${what}, and goes on`, async (t) => {
    const { call } = await openPool(t, [pieces, [`${OK}again`]]);
    assert.equal(await call(), "200 hello");
    assert.equal(await call(), "200 again");
  });
}

test("strict pool writes a call at once, as RFC 9112 writes it", async (t) => {
  const { call, requests } = await openPool(t, [[`${OK}hello`]]);
  await call({ "x-request-id": "1" });
  assert.match(
    requests[0] ?? "",
    /^POST \/a\.B\/C HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\ncontent-type: application\/proto\r\ncontent-length: 4\r\nx-request-id: 1\r\n\r\nbody$/,
  );
});

test("strict pool leaves headers of another form to node:http, which refuses some", async (t) => {
  const { call, requests } = await openPool(t, [[`${OK}hello`], [`${OK}hello`]]);
  await call({ "User-Agent": "ü" });
  assert.match(requests[0] ?? "", /^User-Agent: ü\r$/m);
  for (const value of ["a\r\nx-b: c", "a\nb", "a\0b"]) {
    await assert.rejects(call({ "x-a": value }), { code: "ERR_INVALID_CHAR" });
  }
  await assert.rejects(call({ "x-a: b\r\nx-c": "d" }), { code: "ERR_INVALID_HTTP_TOKEN" });
  assert.equal(requests.length, 1);
});

for (const [what, pieces, error] of [
  ["has two lengths", [`${OK.slice(0, -2)}content-length: 4\r\n\r\nhello`], undefined],
  ["goes on after its end", [`${OK}hel`, "lo and more"], undefined],
  ["breaks off", [`${OK}hel`, "END"], { code: "ECONNRESET" }],
  ["does not come", ["END"], { code: "ECONNRESET" }],
  ["is no HTTP", ["SSH-2.0-another\r\n"], { code: "HPE_INVALID_CONSTANT" }],
  ["is too long", [`${OK.replace("5", "5000")}hello`], { code: Code.ResourceExhausted }],
] as const) {
  test(`strict pool fails a call and closes its connection when the answer ${what}`, async (t) => {
    const { call, sockets } = await openPool(t, [pieces]);
    await (error ? assert.rejects(call(), error) : assert.rejects(call()));
    const [socket] = sockets;
    if (socket && !socket.closed) await once(socket, "close");
  });
}

test("strict pool closes a connection on which two answers came to one call", async (t) => {
  const { call, sockets } = await openPool(t, [[`${OK}hello${OK}false`], [`${OK}again`]]);
  assert.equal(await call(), "200 hello");
  assert.equal(await call(), "200 again");
  const [first] = sockets;
  if (first && !first.closed) await once(first, "close");
});

test("strict pool uses no connection that its server has closed, or said something on", async (t) => {
  for (const unasked of [undefined, `${OK}false`]) {
    const { call, sockets } = await openPool(t, [[`${OK}hello`], [`${OK}again`]]);
    await call();
    const [first] = sockets;
    const closed = first && once(first, "close");
    if (unasked) first?.write(unasked);
    else first?.end();
    await closed;
    assert.equal(await call(), "200 again");
    assert.equal(sockets.length, 2);
  }
});

test("strict pool ends a call at its deadline, also in an answer that node:http reads", async (t) => {
  for (const piece of [
    `${OK}hel`,
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
  ]) {
    const { call, sockets } = await openPool(t, [[piece]]);
    await assert.rejects(call({}, { timeoutMs: 300 }), { code: Code.DeadlineExceeded });
    const [socket] = sockets;
    if (socket && !socket.closed) await once(socket, "close");
  }
});

test("strict pool closes a connection whose answer node:http has read", async (t) => {
  for (const pieces of [
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "lo\r\n0\r\n\r\n"],
    ["HTTP/1.1 100 Continue\r\n\r\n", `${OK}hello`],
  ]) {
    const { call, sockets } = await openPool(t, [pieces]);
    assert.equal(await call(), "200 hello");
    const [socket] = sockets;
    if (socket && !socket.closed) await once(socket, "close");
  }
});

test("strict pool fails a call whose answer node:http reads when the pool closes", async (t) => {
  const half = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel";
  const { call, pool, requests, sockets } = await openPool(t, [[half]], [`${OK}hello`]);
  const answer = assert.rejects(call(), { code: "ECONNRESET" });
  await t.waitFor(() => assert.equal(requests.length, 1));
  // When node:http has the first call, it makes all others too.
  await t.waitFor(async () => {
    await call();
    assert.match(requests.at(-1) ?? "", /^Connection: keep-alive\r$/m);
  });
  pool.close();
  await answer;
  const [socket] = sockets;
  if (socket && !socket.closed) await once(socket, "close");
});

test("strict pool leaves a call with a host of its own to node:http", async (t) => {
  const { call, requests } = await openPool(t, [[`${OK}hello`]]);
  await call({ host: "shop.test" });
  assert.deepEqual(requests[0]?.match(/^host: .*/gim), ["host: shop.test"]);
});
