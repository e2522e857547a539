import assert from "node:assert/strict";
import { once } from "node:events";
import { constants, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { openStockTransport } from "./stock-transport.ts";
import { UnreachedError } from "./unreached-error.ts";

test("stock transport throws UnreachedError when the stream is refused", async (t) => {
  const server = createServer();
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = openStockTransport({ id: "one", address });
  t.after(() => {
    transport.close?.();
    server.close();
  });
  const { addItem } = CartService.method;
  const call = transport.unary(addItem, undefined, 60_000, undefined, {});
  await assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof ConnectError);
    assert.equal(error.code, Code.Unavailable);
    assert.equal(error.rawMessage, `one at ${address} refused the call`);
    assert.ok(error.cause instanceof UnreachedError);
    return true;
  });
});
