// Opens 4,500 short connections, 20 at a time, and leaves each in the middle of something:
// `npm exec -- node e2e/src/attacks/sockets.ts`. The descriptors are to return to where they were.
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";
import { head, PREFACE } from "./frames.ts";

const SAID = [
  "",
  PREFACE,
  Buffer.concat([PREFACE, head(1, "/grpc.health.v1.Health/Watch")]),
  Buffer.concat([PREFACE, head(1, "/grpc.health.v1.Health/Watch").subarray(0, 20)]),
  "GET / HTTP/1.1\r\nHost: half",
];

await attack("sockets", async (target) => {
  let left = 4_500;
  const one = async () => {
    while (left-- > 0) {
      const socket = await connectTo(target, SAID[left % SAID.length]);
      await wait(10);
      const closed = once(socket, "close");
      if (left % 2) socket.destroy();
      else socket.resetAndDestroy();
      await closed;
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
});
