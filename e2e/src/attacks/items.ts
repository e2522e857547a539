// Sends 300 requests of empty items to ShippingService/GetQuote, 30 at a time: of 4 MiB each, which
// is refused, and of just less than the 256 KiB that a message may have. Decoded, an empty item of
// 2 bytes takes 126. `npm exec -- node e2e/src/attacks/items.ts`

import { request } from "node:http";
import { attack } from "./attack.ts";
import type { Target } from "./open-attacked.ts";

for (const [name, bytes] of Object.entries({
  "4 MiB": 4 * 1024 * 1024,
  "256 KiB": 256 * 1024 - 2,
})) {
  const body = Buffer.alloc(bytes, Buffer.from([0x12, 0]));
  const run = async (target: Target) => {
    const statuses: Record<string, number> = {};
    const sendTen = async () => {
      for (let i = 0; i < 10; i++) {
        const status = await quote(target, body);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: 30 }, sendTen));
    return statuses;
  };
  await attack(`items: ${name}`, run, { service: "shippingservice" });
}

/** Returns the status of the answer, or "closed". */
function quote(target: Target, body: Buffer): Promise<number | "closed"> {
  const { promise, resolve } = Promise.withResolvers<number | "closed">();
  request({
    ...target,
    method: "POST",
    path: "/hipstershop.ShippingService/GetQuote",
    headers: { "content-type": "application/proto", "content-length": body.byteLength },
    agent: false,
  })
    .on("response", (answer) => answer.resume().on("close", () => resolve(answer.statusCode ?? 0)))
    .on("error", () => resolve("closed"))
    .end(body);
  return promise;
}
