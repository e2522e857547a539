import { createInterface } from "node:readline";
import { createKubernetesRegistry } from "../src/kubernetes/kubernetes.ts";

// `node kubernetes-watchers.ts <url> <account folder> <watchers> <service>...` watches the services as
// so many pods would, prints "ready", and its CPU and memory whenever a line comes in, after "collect" without garbage.
const [url = "", accountFolder = "", watchers = "1", ...services] = process.argv.slice(2);
const api = { url, accountFolder };

const registries = Array.from({ length: Number(watchers) }, () =>
  createKubernetesRegistry({ api }),
);
await Promise.all(
  registries.flatMap((registry) => services.map((service) => registry.getService(service))),
);
for (const registry of registries) {
  for (const service of services) {
    void (async () => {
      for await (const _set of registry.watch(service));
    })();
  }
}
console.log("ready");
for await (const line of createInterface(process.stdin)) {
  if (line === "collect") globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpuMs: (user + system) / 1_000, rss: process.memoryUsage.rss() }));
}
process.exit();
