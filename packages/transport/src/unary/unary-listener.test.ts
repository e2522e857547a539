import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { ServiceImpl } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createUnaryCalls } from "./unary-calls.ts";
import { createUnaryListener } from "./unary-listener.ts";

/** Sends a request to a server with only the unary listener, and returns the answer. */
async function post(headers: Record<string, string>, body: string | Uint8Array, method = "POST") {
  const implementation: Partial<ServiceImpl<typeof CurrencyService>> = {
    convert: (_request, { timeoutMs }) => ({ units: BigInt(timeoutMs() ?? 0) }),
  };
  const calls = createUnaryCalls([{ service: CurrencyService, implementation }]);
  const unary = createUnaryListener(calls);
  const server = createServer((incoming, outgoing) => {
    if (!unary(incoming, outgoing)) outgoing.writeHead(418).end("left alone");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const path = "/hipstershop.CurrencyService/Convert";
  const outgoing = request({ host: "127.0.0.1", port, path, method, headers, agent: false });
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  const text = Buffer.concat(await response.toArray()).toString();
  server.close();
  return { status: response.statusCode as number, text };
}

const proto = { "content-type": "application/proto" };

test("unary listener leaves all but plain unary calls alone", async () => {
  const others = [
    post({ "content-type": "application/json" }, "{}"),
    post({ "content-type": "application/grpc-web+proto" }, ""),
    post({ "content-type": "application/connect+proto" }, ""),
    post({ ...proto, "content-encoding": "gzip" }, ""),
    post(proto, "", "PUT"),
  ];
  for (const { status, text } of await Promise.all(others)) {
    assert.deepEqual([status, text], [418, "left alone"]);
  }
});

test("unary listener answers 400 to a message that it cannot parse", async () => {
  const { status, text } = await post(proto, Uint8Array.of(0xff, 0xff));
  assert.equal(status, 400);
  const message = "cannot parse the request as hipstershop.CurrencyConversionRequest";
  assert.deepEqual(JSON.parse(text), { code: "invalid_argument", message });
});

test("unary listener tells a handler the time that is left in whole milliseconds", async () => {
  // The handler answers with it as an integer, and no fraction is one.
  const { status } = await post({ ...proto, "connect-timeout-ms": "60000" }, "");
  assert.equal(status, 200);
});

test("unary listener refuses a timeout that is not a number", async () => {
  const { status, text } = await post({ ...proto, "connect-timeout-ms": "soon" }, "");
  assert.equal(status, 400);
  assert.equal(JSON.parse(text).code, "invalid_argument");
});

test("unary listener reports a fault that it hides from the caller", async () => {
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => void faults.push(fault);
  const implementation: Partial<ServiceImpl<typeof CurrencyService>> = {
    // No int32.
    convert: () => ({ nanos: 1.5 }),
    getSupportedCurrencies(_request, { responseHeader }) {
      responseHeader.set("x-bad", "\u0001");
      return {};
    },
  };
  const calls = createUnaryCalls([{ service: CurrencyService, implementation }], { onFault });
  const listener = createUnaryListener(calls, { onFault });
  const server = createServer((incoming, response) => void listener(incoming, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = (method: string) =>
    fetch(`${url}/hipstershop.CurrencyService/${method}`, { method: "POST", headers: proto });
  try {
    const answer = await call("Convert");
    assert.equal(answer.status, 500);
    assert.deepEqual(await answer.json(), { code: "internal", message: "internal error" });
    assert.match(String(faults[0]), /nanos/);
    await assert.rejects(call("GetSupportedCurrencies"));
    assert.match(String(faults.at(-1)), /x-bad/);
  } finally {
    server.close();
  }
});
