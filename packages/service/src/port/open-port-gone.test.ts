import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { exchange, hello, openTestPort } from "../testing/test-port.ts";

/** Every socket of this process, those of its clients too. */
function countSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const SETTINGS = "\0\0\0\x04\0\0\0\0\0";

/** What clients have said when they go away, most of them in the middle of something. */
const SAID = {
  nothing: "",
  "half of a preface": "PRI * HTTP",
  "half of a request's head": "GET / HTTP/1.1\r\nHost: sh",
  "half of a request's body": "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 9\r\n\r\nhalf",
  "a request of HTTP/1.1": "GET / HTTP/1.1\r\nHost: shop\r\n\r\n",
  "the preface": PREFACE + SETTINGS,
  // :method GET, :scheme http, :path / (RFC 7541 appendix A) without and with the end of headers.
  "half of a stream's head": `${PREFACE}${SETTINGS}\0\0\x03\x01\x01\0\0\0\x01\x82\x86\x84`,
  "an open stream's head": `${PREFACE}${SETTINGS}\0\0\x03\x01\x04\0\0\0\x01\x82\x86\x84`,
  "a request of HTTP/2": `${PREFACE}${SETTINGS}\0\0\x03\x01\x05\0\0\0\x01\x82\x86\x84`,
};

for (const [name, said] of Object.entries(SAID)) {
  test(`a port closes the socket of a client that has gone after ${name}`, {
    timeout: 60_000,
  }, async (t) => {
    const port = await openTestPort((request, response) => {
      if (request.url === "/hello") hello(request, response);
    });
    t.after(() => port[Symbol.asyncDispose]());
    const say = async () => {
      const socket = connect(port.address.port, "127.0.0.1");
      await once(socket, "connect");
      await new Promise((resolve) => socket.write(said, "latin1", resolve));
      // An answer on a later connection shows that this one was read.
      await exchange(port.address.port, "GET /hello HTTP/1.0\r\n\r\n");
      return socket;
    };
    (await say()).destroy();
    (await say()).resetAndDestroy();
    const noneLeft = () => assert.equal(countSockets(), 0);
    await t.waitFor(noneLeft, { interval: 20, timeout: 5_000 });

    (await say()).destroy();
    const startMs = performance.now();
    await port[Symbol.asyncDispose]();
    // The shortest time that it could wait for is the 10 s of a connection that says nothing.
    assert.ok(performance.now() - startMs < 9_000, "the drain waited for it");
    await t.waitFor(noneLeft, { interval: 20, timeout: 5_000 });
  });
}
