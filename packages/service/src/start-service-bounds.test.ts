import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { test } from "node:test";
import { Code, type ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { BOUNDS } from "./port/bounds.ts";
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

test("startService refuses streams of health above the limit, at any path, until another ends", async (t) => {
  await using service = await startCurrency();
  const open = async (path = "/grpc.health.v1.Health/Watch") => {
    const stream = sessions[sessions.length - 1]?.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
    }) as ClientHttp2Stream;
    stream.on("error", () => {}).resume();
    stream.end(frame(""));
    const [headers] = await once(stream, "response");
    return { stream, isRefused: headers["grpc-status"] === String(Code.ResourceExhausted) };
  };
  const sessions: ClientHttp2Session[] = [];
  t.after(() => sessions.forEach((session) => void session.destroy()));
  const opened: Awaited<ReturnType<typeof open>>[] = [];
  for (let i = 0; i < BOUNDS.endlessStreams / BOUNDS.streamsPerConnection; i++) {
    sessions.push(connect(service.url));
    const streams = Array.from({ length: BOUNDS.streamsPerConnection }, () => open());
    opened.push(...(await Promise.all(streams)));
  }
  assert.ok(opened.every(({ isRefused }) => !isRefused));
  sessions.push(connect(service.url));
  assert.ok((await open()).isRefused);
  assert.ok((await open("/go.micro.Health/Watch")).isRefused);
  opened[0]?.stream.close();
  await t.waitFor(async () => assert.ok(!(await open()).isRefused), soon);
});
