// Sends 1,400 heads of 900 short fields each, whose bodies do not come, and 2,400 such heads that
// do not end: `npm exec -- node e2e/src/attacks/fields.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";
import { connectTo } from "./connect-to.ts";

const FIELDS = Array.from({ length: 900 }, (_, i) => `x${i}: y\r\n`).join("");

for (const [name, connections, end] of [
  ["whole heads", 1_400, "Content-Length: 10\r\n\r\n"],
  ["half heads", 2_400, ""],
] as const) {
  await attack(`fields in ${name}`, async (target) => {
    const head = `POST /cart HTTP/1.1\r\nHost: localhost\r\n${FIELDS}${end}`;
    const sockets = await Promise.all(
      Array.from({ length: connections }, () => connectTo(target, head)),
    );
    await wait(8_000);
    for (const socket of sockets) socket.destroy();
  });
}
