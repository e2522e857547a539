import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { Pulse } from "./instance-board.ts";
import { watchHealth } from "./watch-health.ts";

const SERVING = Buffer.from([0, 0, 0, 0, 2, 8, 1]);
const NOT_SERVING = Buffer.from([0, 0, 0, 0, 2, 8, 2]);

/** A server that answers each stream as a test has it, and what is told of its health. */
async function open(t: TestContext, answer: (stream: ServerHttp2Stream) => void) {
  const server = createServer();
  server.on("stream", answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const ending = new AbortController();
  t.after(() => ending.abort());
  const pulses: Pulse[] = [];
  const watching = watchHealth({
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    onPulse: (pulse) => pulses.push(pulse),
    signal: ending.signal,
  });
  return { server, pulses, watching, end: () => ending.abort() };
}

test("watchHealth says that an instance serves, and lets it go once it drains", async (t) => {
  const closed = Promise.withResolvers<void>();
  let count = 0;
  const { pulses, end, watching } = await open(t, (stream) => {
    count += 1;
    stream.once("close", closed.resolve);
    stream.respond({ ":status": 200, "content-type": "application/grpc" });
    // A message may come in pieces, and two at once.
    stream.write(SERVING.subarray(0, 3));
    stream.write(Buffer.concat([SERVING.subarray(3), NOT_SERVING]));
  });
  await closed.promise;
  end();
  await watching;
  assert.equal(count, 1);
  assert.deepEqual(pulses, ["serving", "not serving"]);
});

test("watchHealth says at once that a connection is refused after a stream broke", async (t) => {
  const { server, pulses, watching } = await open(t, (stream) => {
    stream.respond({ ":status": 200, "content-type": "application/grpc" });
    stream.write(SERVING, () => {
      server.close();
      stream.session?.destroy();
    });
  });
  await watching;
  assert.deepEqual(pulses, ["serving", "refused"]);
});

test("watchHealth leaves a server alone that has no health checks", async (t) => {
  const grpc = await open(t, (stream) => {
    stream.respond({ ":status": 200, "grpc-status": "12" }, { endStream: true });
  });
  await grpc.watching;
  const other = await open(t, (stream) => {
    stream.respond({ ":status": 404 }, { endStream: true });
  });
  await other.watching;
  assert.deepEqual([...grpc.pulses, ...other.pulses], []);
});

test("watchHealth ends with its signal, also while a server says nothing", async (t) => {
  const asked = Promise.withResolvers<void>();
  const { pulses, watching, end } = await open(t, () => asked.resolve());
  await asked.promise;
  end();
  await watching;
  assert.deepEqual(pulses, []);
});

test("watchHealth opens a new stream when the server closes an idle connection", async (t) => {
  const twice = Promise.withResolvers<void>();
  let count = 0;
  const { pulses, watching, end } = await open(t, (stream) => {
    count += 1;
    stream.on("error", () => {});
    stream.respond({ ":status": 200, "content-type": "application/grpc" });
    stream.write(SERVING, () => {
      // GOAWAY: the stream goes on, and Node answers no ping of such a session.
      if (count === 1) stream.session?.close();
      else twice.resolve();
    });
  });
  await twice.promise;
  await t.waitFor(() => assert.deepEqual(pulses, ["serving", "serving"]), { timeout: 20_000 });
  end();
  await watching;
});
