// Sends 100 bodies that lack one byte of 4 MiB, on 10 connections: to Health/Check, and as a form.
// `npm exec -- node e2e/src/attacks/bodies.ts`

import { request } from "node:http";
import { connect } from "node:http2";
import { setTimeout as wait } from "node:timers/promises";
import { attack } from "./attack.ts";

const BODY = Buffer.alloc(4 * 1024 * 1024 - 10);

await attack("bodies to Health/Check", async ({ host, port }) => {
  const prefix = Buffer.from([0, 0, 0x3f, 0xff, 0xf6]);
  const sessions = Array.from({ length: 10 }, () => connect(`http://${host}:${port}`));
  let closed = 0;
  for (const session of sessions) {
    session.on("error", () => {});
    for (let i = 0; i < 10; i++) {
      const stream = session.request({
        ":method": "POST",
        ":path": "/grpc.health.v1.Health/Check",
        "content-type": "application/grpc",
      });
      stream.on("error", () => {}).on("close", () => closed++);
      stream.resume().write(Buffer.concat([prefix, BODY.subarray(0, BODY.length - 1)]));
    }
  }
  await wait(10_000);
  const soon = closed;
  await wait(35_000);
  for (const session of sessions) session.destroy();
  return { endedWithin10s: soon, endedWithin45s: closed };
});

await attack("bodies of forms", async ({ host, port }) => {
  const statuses: Record<string, number> = {};
  const count = (status: string | number) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const requests = Array.from({ length: 100 }, () => {
    const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": 4e6 };
    const sent = request({ host, port, path: "/cart", method: "POST", headers, agent: false });
    sent.on("response", (answer) => count(answer.resume().statusCode ?? 0));
    sent.on("error", () => count("cut off")).write(BODY.subarray(0, 3_999_999));
    return sent;
  });
  await wait(15_000);
  for (const each of requests) each.destroy();
  return statuses;
});
