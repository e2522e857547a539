import assert from "node:assert/strict";
import { connect } from "node:http2";
import { test } from "node:test";
import { Code, type ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { createEndlessStreams } from "./rpc/endless-streams.ts";
import { ask } from "./testing/ask.ts";
import { frame } from "./testing/frame.ts";
import { soon } from "./testing/soon.ts";
import { startCurrency } from "./testing/start-currency.ts";

const exhausted = (error: ConnectError) => error.code === Code.ResourceExhausted;

test("startService refuses a long message to health", async () => {
  await using service = await startCurrency();
  const client = createClient(Health, createGrpcTransport({ baseUrl: service.url }));
  await assert.rejects(client.check({ service: "x".repeat(70_000) }), exhausted);
});

test("startService refuses 4 MiB of empty items before they become 264 MB", async () => {
  await using service = await startCurrency();
  const body = Buffer.alloc(4 * 2 ** 20, Buffer.from([0x0a, 0]));
  for (const [type, sent] of [
    ["application/proto", body],
    ["application/grpc-web+proto", frame(body)],
  ] as const) {
    const path = "/hipstershop.CurrencyService/ConvertAll";
    const answer = await ask(service.url, { ":path": path, "content-type": type }, sent);
    assert.match(answer.body, /"resource_exhausted"|grpc-status: 8/, type);
  }
});

test("startService ends a call when it refuses the message before all of it has come", async (t) => {
  await using service = await startCurrency();
  const session = connect(service.url);
  t.after(() => session.destroy());
  const stream = session.request({
    ":method": "POST",
    ":path": "/grpc.health.v1.Health/Check",
    "content-type": "application/grpc",
  });
  const ended = new Promise((resolve) => stream.once("close", resolve));
  stream.resume().write(Buffer.from([0, 0, 0x3f, 0xff, 0xf6]));
  await ended;
});

test("EndlessStreams refuses streams above the limit, until another ends", async (t) => {
  const streams = createEndlessStreams(2);
  const watch = streams.hold(async function* (_: undefined, { signal }) {
    yield "watching";
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  });
  const open = () => {
    const gone = new AbortController();
    const stream = watch(undefined, { signal: gone.signal } as never)[Symbol.asyncIterator]();
    return { gone, next: () => stream.next() };
  };
  const [first, second, third] = [open(), open(), open()];
  assert.equal((await first.next()).value, "watching");
  assert.equal((await second.next()).value, "watching");
  await assert.rejects(third.next(), exhausted);

  const passed: string[] = [];
  const guarded = streams.guard(({ url }) => passed.push(url ?? ""), new Set(["/Watch"]));
  const answered: number[] = [];
  const response = {
    set statusCode(status: number) {
      answered.push(status);
    },
    setHeader() {},
    end() {},
  };
  const ask = (url: string) =>
    guarded({ url, headers: {}, resume() {} } as never, response as never);
  ask("/Watch");
  ask("/Check");
  assert.deepEqual([passed, answered], [["/Check"], [429]]);
  first.gone.abort();
  await t.waitFor(() => {
    ask("/Watch");
    assert.equal(passed.at(-1), "/Watch");
  }, soon);
});
