import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { defineWeb } from "../definition.ts";
import { startService } from "../start-service.ts";
import { ask } from "../testing/ask.ts";
import { frame } from "../testing/frame.ts";
import { post } from "../testing/post.ts";
import { startCurrency } from "../testing/start-currency.ts";

const convert = "/hipstershop.CurrencyService/Convert";

for (const [why, headers, code, message] of [
  ["an unknown method", { ":path": "/hipstershop.CurrencyService/List" }, 12, /nothing at/],
  ["an unknown service", { ":path": "/shop.Nothing/Convert" }, 12, /nothing at "\/shop\.Nothing/],
  ["a path without a package", { ":path": "/CurrencyService/Convert" }, 12, /nothing at/],
  ["an RPC of a later health protocol", { ":path": "/grpc.health.v1.Health/List" }, 12, /nothing/],
  ["a host that is none", { ":path": convert, ":authority": "shop:port" }, 3, /malformed/],
  ["PUT", { ":path": convert, ":method": "PUT" }, 2, /by POST/],
] as const) {
  test(`refuse gives a gRPC client a status for ${why}`, async () => {
    await using service = await startCurrency();
    for (const type of [
      "application/grpc",
      "application/grpc+proto",
      "application/grpc-web+json",
    ]) {
      const answer = await ask(service.url, { ...headers, "content-type": type });
      assert.equal(answer.headers[":status"], 200);
      assert.equal(answer.headers["content-type"], type);
      assert.equal(answer.headers["grpc-status"], String(code));
      assert.match(answer.headers["grpc-message"] ?? "", message);
      assert.deepEqual([answer.body, answer.trailers], ["", undefined]);
    }
  });
}

test("refuse gives a gRPC client a status for a format that is neither protobuf nor JSON", async () => {
  await using service = await startCurrency();
  for (const type of ["application/grpc+thrift", "application/grpc-web+thrift"]) {
    const { headers } = await ask(service.url, { ":path": convert, "content-type": type });
    assert.equal(headers["grpc-status"], "2");
  }
});

test("refuse gives a gRPC client a status when its JSON is not Unicode", async () => {
  await using service = await startCurrency();
  const message = frame('{"from":{"units":"\\ud800"}}');
  for (const type of ["application/grpc+json", "application/grpc-web+json"]) {
    const head = { ":path": convert, "content-type": type };
    const { headers } = await ask(service.url, head, message);
    assert.equal(headers["grpc-status"], "3");
  }
  assert.deepEqual(
    service.logged.filter(({ level }) => level === "error"),
    [],
  );
});

test("refuse gives a gRPC client a status when the service has only pages", async () => {
  const env = { SHOP: "test", LOG_LEVEL: "silent", REGISTRY: "memory" };
  const pages = defineWeb({ name: "pages", create: () => (_, response) => response.end("page") });
  await using service = await startService(pages, { env });
  const url = `http://${service.instance.address}`;
  const { headers } = await ask(url, { ":path": "/", "content-type": "application/grpc" });
  assert.equal(headers["grpc-status"], "12");
});

test("grpc-js reads that a method is unknown", async () => {
  await using service = await startCurrency();
  const client = new Client(service.instance.address, credentials.createInsecure());
  const { promise, resolve } = Promise.withResolvers<ServiceError | null>();
  const same = (bytes: Buffer) => bytes;
  client.makeUnaryRequest("/shop.Nothing/At,all", same, same, Buffer.of(), resolve);
  const error = await promise;
  assert.equal(error?.code, Code.Unimplemented);
  assert.equal(error.details, 'there is nothing at "/shop.Nothing/At,all"');
  client.close();
});

test("refuse says in plain text why a request of no protocol is refused", async () => {
  await using service = await startCurrency();
  for (const [answer, status, words] of [
    [await post(service.url, convert, "x", { "content-type": "text/plain" }), 415, /content type/],
    [await fetch(`${service.url}${convert}`, { method: "PUT" }), 405, /by POST/],
  ] as const) {
    assert.equal(answer.status, status);
    assert.match(await answer.text(), words);
  }
});
