// Opens 5,000 streams on one connection, and another 5,000 on 50, none of which ends:
// `npm exec -- node e2e/src/attacks/streams.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";
import { head, PREFACE } from "./frames.ts";

for (const connections of [1, 50]) {
  await attack(`streams on ${connections} connections`, async (target) => {
    const sockets = await Promise.all(
      Array.from({ length: connections }, () => connectTo(target, PREFACE)),
    );
    for (let i = 0; i < 5_000; i++) {
      const id = 1 + 2 * Math.floor(i / connections);
      sockets[i % connections]?.write(head(id, "/grpc.health.v1.Health/Check"));
    }
    await wait(5_000);
    const open = sockets.filter((socket) => !socket.closed).length;
    for (const socket of sockets) socket.destroy();
    return { open };
  });
}
