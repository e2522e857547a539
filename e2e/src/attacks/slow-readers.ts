// Asks for 10,000 pages on 100 connections and reads no answer:
// `npm exec -- node e2e/src/attacks/slow-readers.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";

await attack("slow readers", async (target) => {
  const said = "GET / HTTP/1.1\r\nHost: attack\r\n\r\n".repeat(100);
  const sockets = await Promise.all(
    Array.from({ length: 100 }, async () => (await connectTo(target, said)).pause()),
  );
  await wait(20_000);
  for (const socket of sockets) socket.destroy();
});
