// Runs in a network namespace, and takes port 5353 for itself. Then opens two registries, mdns by
// default, and prints whether one finds what the other announces.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInstance } from "../../contract/create-instance.ts";
import { nextWhere } from "../../contract/next-where.ts";
import { createRegistry } from "../../create-registry.ts";
import { kind as mdns } from "../../mdns/kind.ts";

const [folder = ""] = process.argv.slice(2);
const holder = createSocket("udp4");
holder.bind(5353);
await once(holder, "listening");

const log: string[] = [];
const open = () =>
  createRegistry(mdns, {
    config: { REGISTRY_SECRET: undefined },
    shopName: "anybody",
    host: undefined,
    addresses: {},
    dataFolder: folder,
    log: { info: (message) => log.push(message), warn: (message) => log.push(message) },
  });
{
  await using announcer = await open();
  await using observer = await open();
  const { instance } = await announcer.register(createInstance("cartservice"));
  const found = await nextWhere(observer.watch("cartservice"), (set) => set.length === 1);
  const same = found[0]?.address === instance.address;
  process.stdout.write(JSON.stringify({ names: [announcer.name, observer.name], log, same }));
}
holder.close();
