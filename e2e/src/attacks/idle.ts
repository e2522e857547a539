// Opens 8,000 connections that idle, half of them of HTTP/2:
// `npm exec -- node e2e/src/attacks/idle.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";
import { PREFACE } from "./frames.ts";

await attack("idle connections", async (target) => {
  const sockets = [];
  for (let i = 0; i < 8_000; i++) {
    sockets.push(
      await connectTo(target, i % 2 ? PREFACE : "GET /_healthz HTTP/1.1\r\nHost: a\r\n\r\n"),
    );
  }
  await wait(5_000);
  const open = sockets.filter((socket) => !socket.closed).length;
  for (const socket of sockets) socket.destroy();
  return { open };
});
