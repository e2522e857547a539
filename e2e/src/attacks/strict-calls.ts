// Sends calls in the form of the shop's own clients, which are read without node:http, to
// productcatalogservice: 100 at once on each of 100 connections that read no answer, and one on each of
// 4,000 connections that then say nothing: `npm exec -- node e2e/src/attacks/strict-calls.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";

const CALL = [
  "POST /hipstershop.ProductCatalogService/ListProducts HTTP/1.1",
  "host: attack",
  "content-type: application/proto",
  "content-length: 0",
  "connect-protocol-version: 1",
  "\r\n",
].join("\r\n");

for (const [connections, calls] of [
  [100, 100],
  [4_000, 1],
] as const) {
  await attack(
    `${calls} strict calls on ${connections} connections`,
    async (target) => {
      // One first, so that the others find a connection that the strict reader has.
      const sockets = await Promise.all(
        Array.from({ length: connections }, () => connectTo(target, CALL)),
      );
      await wait(2_000);
      for (const socket of sockets) socket.pause().write(CALL.repeat(calls - 1));
      await wait(15_000);
      const closed = sockets.filter((socket) => socket.closed).length;
      for (const socket of sockets) socket.destroy();
      return { closed };
    },
    { service: "productcatalogservice" },
  );
}
