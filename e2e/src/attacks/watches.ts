// Opens 10,000 health watches on 100 connections: `npm exec -- node e2e/src/attacks/watches.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";
import { frame, head, PREFACE } from "./frames.ts";

await attack("watches", async (target) => {
  const sockets = [];
  for (let c = 0; c < 100; c++) {
    const socket = await connectTo(target, PREFACE);
    sockets.push(socket);
    for (let i = 0; i < 100; i++) {
      const id = 1 + 2 * i;
      const empty = frame(0, 1, id, Buffer.alloc(5));
      socket.write(Buffer.concat([head(id, "/grpc.health.v1.Health/Watch"), empty]));
    }
  }
  await wait(5_000);
  const open = sockets.filter((socket) => !socket.closed).length;
  for (const socket of sockets) socket.destroy();
  return { connectionsOpen: open };
});
