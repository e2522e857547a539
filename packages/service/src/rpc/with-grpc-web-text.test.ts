import assert from "node:assert/strict";
import { connect } from "node:http2";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyConversionRequestSchema } from "@hipstershop/proto/hipstershop/currency";
import { frame } from "../testing/frame.ts";
import { from } from "../testing/from.ts";
import { soon } from "../testing/soon.ts";
import { startCurrency } from "../testing/start-currency.ts";

const convert = "/hipstershop.CurrencyService/Convert";

function request(toCode: string): Buffer {
  const message = create(CurrencyConversionRequestSchema, { from, toCode });
  return Buffer.from(frame(toBinary(CurrencyConversionRequestSchema, message)));
}

function post(url: string, body: string, headers: Record<string, string> = {}) {
  const type = { "content-type": "application/grpc-web-text" };
  return fetch(`${url}${convert}`, { method: "POST", headers: { ...type, ...headers }, body });
}

/** What stands in padded pieces of base64. */
function decode(text: string): Buffer {
  return Buffer.concat((text.match(/[^=]+=*/g) ?? []).map((piece) => Buffer.from(piece, "base64")));
}

test("startService takes gRPC-Web in text, in padded pieces of each size", async () => {
  await using service = await startCurrency();
  const message = request("EUR");
  for (const size of [1, 4, 5, message.byteLength]) {
    const pieces: string[] = [];
    for (let i = 0; i < message.byteLength; i += size) {
      pieces.push(message.subarray(i, i + size).toString("base64"));
    }
    const answer = await post(service.url, pieces.join(""));
    assert.equal(answer.headers.get("content-type"), "application/grpc-web-text+proto");
    const bytes = decode(await answer.text());
    const end = 5 + bytes.readUInt32BE(1);
    assert.equal(fromBinary(MoneySchema, bytes.subarray(5, end)).currencyCode, "EUR");
    assert.equal(bytes[end], 0x80);
    assert.match(bytes.subarray(end).toString(), /grpc-status: 0/);
  }
});

test("startService answers in text when a gRPC-Web client accepts only text", async () => {
  await using service = await startCurrency();
  const binary = "application/grpc-web+proto";
  const text = "application/grpc-web-text+proto";
  for (const [sent, accept, answered] of [
    [text, text, text],
    [text, "*/*", text],
    [text, binary, binary],
    [binary, text, text],
    [binary, "*/*", binary],
  ] as const) {
    const message = request("???");
    const body = sent === text ? message.toString("base64") : message;
    const headers = { "content-type": sent, accept };
    const init = { method: "POST", headers, body: new Uint8Array(Buffer.from(body)) };
    const answer = await fetch(`${service.url}${convert}`, init);
    assert.equal(answer.headers.get("content-type"), answered);
    const read = await answer.text();
    const error = answered === text ? decode(read).toString() : read;
    assert.match(error, /grpc-message: unsupported currency: \?\?\?/);
  }
});

test("startService takes JSON in gRPC-Web's text, and refuses text that is not base64", async () => {
  await using service = await startCurrency();
  const type = { "content-type": "application/grpc-web-text+json" };
  const json = Buffer.from(frame('{"toCode":"EUR"}')).toString("base64");
  const answer = await post(service.url, json, type);
  assert.match(decode(await answer.text()).toString(), /"currencyCode":"EUR"/);
  for (const body of ["{}", `${json.slice(0, -3)}`, `****${json}`, "====", `====${json}`]) {
    const refused = decode(await (await post(service.url, body, type)).text()).toString();
    assert.match(refused, /grpc-status: 3/);
    assert.match(refused, /no base64/);
  }
});

test("startService sends each message of a stream in text at once", async (t) => {
  await using service = await startCurrency();
  const session = connect(service.url);
  const stream = session.request({
    ":method": "POST",
    ":path": "/grpc.health.v1.Health/Watch",
    "content-type": "application/grpc-web-text",
  });
  const typeName = "hipstershop.CurrencyService";
  const message = create(HealthCheckRequestSchema, { service: typeName });
  stream.end(Buffer.from(frame(toBinary(HealthCheckRequestSchema, message))).toString("base64"));
  let received = "";
  stream.setEncoding("latin1").on("data", (text) => {
    received += text;
  });
  const piece = (status: Status) => Buffer.from(frame(Uint8Array.of(8, status))).toString("base64");
  await t.waitFor(() => assert.equal(received, piece(Status.SERVING)), soon);
  service.context.setServing(false);
  const both = piece(Status.SERVING) + piece(Status.NOT_SERVING);
  await t.waitFor(() => assert.equal(received, both), soon);
  session.destroy();
});
