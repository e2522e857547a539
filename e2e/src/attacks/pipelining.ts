// Sends 2,000 and 20,000 `GET /` at once on one connection, and 2,000 on each of 20 connections:
// `npm exec -- node e2e/src/attacks/pipelining.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";

for (const [connections, requests] of [
  [1, 2_000],
  [1, 20_000],
  [20, 2_000],
] as const) {
  await attack(`pipelining ${requests} on ${connections} connections`, async (target) => {
    const said = "GET / HTTP/1.1\r\nHost: attack\r\n\r\n".repeat(requests);
    let answers = 0;
    const sockets = await Promise.all(
      Array.from({ length: connections }, async () => {
        const socket = await connectTo(target, said);
        socket.on("data", (data) => {
          answers += data.toString("latin1").split("HTTP/1.1 200 OK").length - 1;
        });
        return socket;
      }),
    );
    await wait(25_000);
    for (const socket of sockets) socket.destroy();
    return { answers };
  });
}
