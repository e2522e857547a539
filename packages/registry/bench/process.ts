import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { createMdnsRegistry } from "../src/mdns/mdns.ts";

// `node process.ts <SHOP> <service> [watched service...]` listens, announces itself when a line comes
// in, and prints when it began to.
const [shopName = "", service = "", ...watched] = process.argv.slice(2);

const server = createServer().listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address === null || typeof address === "string") throw new Error("No port");
const registry = await createMdnsRegistry({
  shopName,
  log: { info() {}, warn: console.error },
});
console.log("ready");
await once(process.stdin, "data");
console.log(performance.timeOrigin + performance.now());
await registry.register({
  id: `${service}-${randomBytes(4).toString("hex")}`,
  service,
  address: `127.0.0.1:${address.port}`,
  version: "bench",
  metadata: {},
});
await Promise.all(
  watched.map(async (name) => {
    for await (const _set of registry.watch(name));
  }),
);
