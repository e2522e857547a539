import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { ask } from "../testing/ask.ts";
import { openTestPort } from "../testing/test-port.ts";
import { withOneHost } from "./with-one-host.ts";

const open = () =>
  openTestPort(
    withOneHost((request, response) => {
      response.end(`${request.headers.host} ${request.url}`);
    }),
  );

for (const [what, head, status, words] of [
  ["HTTP/0.9", "GET /", 505, /no version of HTTP/],
  ["HTTP/0.9 in words", "GET / HTTP/0.9\r\nHost: a", 505, /no version of HTTP/],
  ["HTTP/2.0 on HTTP/1.1", "GET / HTTP/2.0\r\nHost: a", 505, /no version of HTTP/],
  ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nhOST: b", 400, /or there are two/],
  ["one host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a", 400, /or there are two/],
  ["two hosts in one", "GET / HTTP/1.1\r\nHost: a, b", 400, /malformed/],
  ["a path as its host", "GET / HTTP/1.1\r\nHost: a/b", 400, /malformed/],
  ["a user before its host", "GET / HTTP/1.1\r\nHost: a@b", 400, /malformed/],
  ["a URL without a host", "GET http://:1/ HTTP/1.1\r\nHost: a", 400, /malformed/],
  ["a host", "GET /x HTTP/1.1\r\nHost: shop.test:80", 200, /shop\.test:80 \/x$/],
  ["no host on HTTP/1.0", "GET /x HTTP/1.0", 200, /undefined \/x$/],
  ["an empty host", "GET /x HTTP/1.1\r\nHost:", 200, / \/x$/],
  ["a URL", "GET http://b:1/x?y HTTP/1.1\r\nHost: a", 200, /\r\nb:1 \/x\?y$/],
  ["a URL without a path", "GET http://b?y HTTP/1.1\r\nHost: a", 200, /\r\nb \/\?y$/],
] as const) {
  test(`withOneHost answers ${status} to a request of ${what}`, async () => {
    await using port = await open();
    const socket = connect(port.address.port, "127.0.0.1");
    socket.write(`${head}${head.includes("\r") ? "\r\nConnection: close" : ""}\r\n\r\n`);
    const answer = await text(socket);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(answer.trimEnd(), words);
  });
}

for (const [what, headers, status, words] of [
  ["two hosts", { ":authority": "a.test", host: "b.test" }, 400, /or there are two/],
  ["no host", { ":authority": "a:port" }, 400, /malformed/],
  ["an authority", { ":authority": "a.test" }, 200, /^a\.test \/$/],
  ["a host alone", { host: "a.test" }, 200, /^a\.test \/$/],
  ["both alike", { ":authority": "a.test", host: "a.test" }, 200, /^a\.test \/$/],
] as const) {
  test(`withOneHost answers ${status} to a request of ${what} on HTTP/2`, async () => {
    await using port = await open();
    const answer = await ask(`http://127.0.0.1:${port.address.port}`, { ":path": "/", ...headers });
    assert.equal(answer.headers[":status"], status);
    assert.match(answer.body, words);
  });
}
