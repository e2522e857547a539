import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import type { OpenTransport } from "./instance-transport.ts";
import { openStockTransport } from "./stock-transport.ts";
import { openFastTransport } from "./unary/fast-transport.ts";

const another = () => createServer((socket) => void socket.write("SSH-2.0-another\r\n"));

for (const [what, open, server, message] of [
  [
    "HTTP/2 alone, as gRPC servers do",
    openFastTransport,
    createHttp2Server(),
    "answers HTTP/2 where Connect over HTTP/1.1 was expected",
  ],
  [
    "no HTTP",
    openFastTransport,
    another(),
    "answers something else where Connect over HTTP/1.1 was expected",
  ],
  [
    "HTTP/1.1 alone",
    openStockTransport,
    createHttpServer(),
    "answers something else where Connect over HTTP/2 was expected",
  ],
] satisfies [string, OpenTransport, ReturnType<typeof createServer>, string][]) {
  test(`${open.name} says what it found when a server speaks ${what}`, async (t) => {
    const sockets = new Set<Socket>();
    server.on("connection", (socket) => sockets.add(socket.on("error", () => {})));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const transport = open({ id: "one", address });
    t.after(() => {
      transport.close?.();
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const call = transport.unary(CurrencyService.method.convert, undefined, 60_000, undefined, {});
    await assert.rejects(call, {
      code: Code.Unavailable,
      rawMessage: `one at ${address} ${message}`,
    });
  });
}
