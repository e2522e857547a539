import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { post } from "./post.ts";

test("post counts the time of a receiver from when there is a connection for the request", async (t) => {
  const asked: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume();
    asked.push(response);
  }).listen(0, "127.0.0.1");
  t.after(() => server.close().closeAllConnections());
  await once(server, "listening");
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { signal } = new AbortController();
  const send = () => post(url, { headers: {}, body: new Uint8Array(), signal });
  // There are two connections to a receiver.
  const [first, second, third] = [send(), send(), send()];
  await t.waitFor(() => assert.equal(asked.length, 2), WAIT);
  t.mock.timers.tick(4_000);
  for (const response of asked.splice(0)) response.end();
  await Promise.all([first, second]);
  await t.waitFor(() => assert.equal(asked.length, 1), WAIT);
  t.mock.timers.tick(4_000);
  for (const response of asked.splice(0)) response.end();
  await third;
  const silent = send();
  await t.waitFor(() => assert.equal(asked.length, 1), WAIT);
  t.mock.timers.tick(5_000);
  await assert.rejects(silent, /did not answer within 5000 ms/);
});

const WAIT = { interval: 5, timeout: 20_000 };
