import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { ask } from "../testing/ask.ts";
import { frame } from "../testing/frame.ts";
import { post } from "../testing/post.ts";
import { startCurrency } from "../testing/start-currency.ts";

test("startService refuses a request that is no call with a clear error", async () => {
  await using service = await startCurrency();
  const path = "/hipstershop.CurrencyService/Convert";
  const cases = [
    [post(service.url, path, "{"), 400, /^cannot decode/],
    [post(service.url, path, "", { "content-type": "application/grpc" }), 505, /needs HTTP\/2/],
    [post(service.url, "/hipstershop.CurrencyService/Nothing", "{}"), 404, /there is nothing at/],
    [post(service.url, "/CurrencyService/Convert", "{}"), 404, /there is nothing at/],
    [post(service.url, path, `"${"x".repeat(5_000_000)}"`), 429, /larger than/],
  ] as const;
  for (const [pending, status, message] of cases) {
    const answer = await pending;
    assert.equal(answer.status, status);
    assert.match(((await answer.json()) as { message: string }).message, message);
  }
  assert.equal((await post(service.url, path, "x", { "content-type": "text/plain" })).status, 415);
});

test("startService answers the next call on a connection when one was too long", {
  timeout: 60_000,
}, async () => {
  await using service = await startCurrency();
  const [host, port] = service.instance.address.split(":");
  const head = (method: string, headers: string, length: number) =>
    `POST /hipstershop.CurrencyService/${method} HTTP/1.1\r\nHost: shop\r\n${headers}\r\n` +
    `Content-Length: ${length}\r\n\r\n`;
  const message = Buffer.alloc(5 + 5_000_000);
  message.writeUInt32BE(5_000_000, 1);
  const socket = connect({ host, port: Number(port) });
  socket.write(head("Convert", "Content-Type: application/grpc-web+proto", message.byteLength));
  socket.write(message);
  const next = "Content-Type: application/json\r\nConnection: close";
  socket.write(`${head("GetSupportedCurrencies", next, 2)}{}`);
  const answers = await text(socket);
  assert.match(answers, /grpc-status: 8/);
  assert.match(answers, /\{"currencyCodes":\["EUR","USD"\]\}/);
});

test("startService goes on after a Host header that is no host", async () => {
  await using service = await startCurrency();
  const [host, port] = service.instance.address.split(":");
  const answer = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const headers = { host: "a b:c:d" };
    const path = "/grpc.health.v1.Health/Check";
    request({ host, port, method: "POST", path, headers }, resolve).on("error", reject).end();
  });
  assert.equal(answer.statusCode, 400);
  assert.match(await text(answer), /malformed/);
});

test("startService refuses a call over the wire when its deadline has passed", async () => {
  await using service = await startCurrency();
  const path = "/hipstershop.CurrencyService/Convert";
  for (const type of ["application/proto", "application/json"]) {
    const body = type === "application/json" ? "{}" : "";
    const headers = { "content-type": type, "connect-timeout-ms": "0" };
    const answer = await post(service.url, path, body, headers);
    assert.equal(((await answer.json()) as { code: string }).code, "deadline_exceeded");
  }
});

for (const fastPath of [true, false]) {
  const where = fastPath ? "on the fast path" : "through connect-node alone";
  test(`startService refuses with 400 when a binary message is malformed, ${where}`, async () => {
    await using service = await startCurrency({ fastPath });
    const convert = "hipstershop.CurrencyService/Convert";
    const request = "hipstershop.CurrencyConversionRequest";
    const malformed = {
      method: "POST",
      headers: { "content-type": "application/proto" },
      body: new Uint8Array([0xff, 0xff]),
    };
    const cases = [
      [convert, malformed, request],
      ["currencyservice.CurrencyService/Convert", malformed, request],
      [`${convert}?connect=v1&encoding=proto&base64=1&message=__8`, {}, request],
      ["grpc.health.v1.Health/Check", malformed, "grpc.health.v1.HealthCheckRequest"],
    ] as const;
    for (const [path, init, type] of cases) {
      const answer = await fetch(`${service.url}/${path}`, init);
      assert.equal(answer.status, 400);
      const message = `cannot parse the request as ${type}`;
      assert.deepEqual(await answer.json(), { code: "invalid_argument", message });
    }
  });
}

test("startService puts nothing of a malformed request into its error", async () => {
  await using service = await startCurrency();
  const path = "/hipstershop.CurrencyService/Convert";
  const number = "4432801561520454";
  const cases = [
    [
      `{"toCode":${number}}`,
      /field hipstershop\.CurrencyConversionRequest\.to_code from JSON: expected string"/,
    ],
    [`{"from":"${number}"}`, /message hipstershop\.Money from JSON"/],
    [
      `{"from":{"nanos":${number}}}`,
      /field hipstershop\.Money\.nanos from JSON: expected number \(int32\)"/,
    ],
  ] as const;
  for (const [body, message] of cases) {
    const text = await (await post(service.url, path, body)).text();
    assert.match(text, message);
    assert.doesNotMatch(text, /44328015/);
  }
});

test("startService puts nothing of a malformed request into its error, over each protocol", async () => {
  await using service = await startCurrency();
  const convert = "/hipstershop.CurrencyService/Convert";
  const watch = "/grpc.health.v1.Health/Watch";
  const expected = /(?:to_code|service) from JSON: expected string(?!, got)/;
  for (const [type, path] of [
    ["application/grpc+json", convert],
    ["application/grpc-web+json", convert],
    ["application/grpc+json", watch],
    ["application/connect+json", watch],
  ] as const) {
    const message = frame('{"toCode":4432801561520454,"service":4432801561520454}');
    const answer = await ask(service.url, { ":path": path, "content-type": type }, message);
    assert.match(JSON.stringify(answer), expected);
    assert.doesNotMatch(JSON.stringify(answer), /44328015/);
  }
});
