import assert from "node:assert/strict";
import { connect } from "node:http2";
import { test } from "node:test";
import { startCurrency } from "../testing/start-currency.ts";

const PATH = "/hipstershop.CurrencyService/GetSupportedCurrencies";
// So that a deadline that is over at once is seen to be.
const env = { EXTRA_LATENCY: "20ms" };

for (const fastPath of [true, false]) {
  const path = fastPath ? "fast" : "stock";

  test(`a Connect call is not cut off when its deadline is far, ${path} path`, async () => {
    await using service = await startCurrency({ fastPath, env });
    const headers = { "content-type": "application/proto", "connect-timeout-ms": "9999999999" };
    const { status } = await fetch(`${service.url}${PATH}`, { method: "POST", headers });
    assert.equal(status, 200);
  });

  test(`a gRPC call is not cut off when its deadline is far, ${path} path`, async () => {
    await using service = await startCurrency({ fastPath, env });
    for (const timeout of ["8760H", "99999999M", "99999999S", "99999999m"]) {
      assert.equal(await grpcStatus(service.url, timeout), "0", timeout);
    }
    assert.equal(await grpcStatus(service.url, "1m"), "4");
  });
}

async function grpcStatus(url: string, timeout: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const session = connect(url).on("error", reject);
  const stream = session.request({
    ":method": "POST",
    ":path": PATH,
    "content-type": "application/grpc",
    "grpc-timeout": timeout,
    te: "trailers",
  });
  const seen = (headers: Record<string, unknown>) => {
    if (headers["grpc-status"] !== undefined) resolve(headers["grpc-status"]);
  };
  stream.on("error", reject).on("response", seen).on("trailers", seen).resume();
  // An empty message: not compressed, of no length.
  stream.end(Buffer.alloc(5));
  return promise.finally(() => session.close());
}
