import { createRegistry } from "../create-registry.ts";
import { loadKind } from "../load-kind.ts";
import type { Instance } from "../registry.ts";

/** The argument of a process in a namespace. */
export interface NodeTask {
  readonly kind: string;
  readonly shopName: string;
  readonly host?: string;
  readonly secret?: string;
  readonly folder: string;
  /** Announced at once. */
  readonly register?: Instance;
  /** Watched until the end: each set is a line of output. */
  readonly watch?: string;
}

/** What it prints, each as a line of JSON. */
export type NodeReport =
  | { readonly registry: string }
  | { readonly registered: Instance }
  | { readonly set: readonly Instance[] }
  | { readonly log: string };

const task = JSON.parse(process.argv[2] ?? "") as NodeTask;
const report = (line: NodeReport) => process.stdout.write(`${JSON.stringify(line)}\n`);

await using registry = await createRegistry(await loadKind(task.kind, "."), {
  config: { REGISTRY_SECRET: task.secret },
  shopName: task.shopName,
  host: task.host,
  addresses: {},
  dataFolder: task.folder,
  log: { info: (log) => report({ log }), warn: (log) => report({ log }) },
});
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
const { signal } = stop;
report({ registry: registry.name });
const service = task.watch ?? "nobody";
// As a caller does that cannot connect.
process.on("SIGUSR2", async () => {
  for (const instance of await registry.getService(service)) registry.reconfirm(instance);
});
try {
  if (task.register !== undefined) {
    const { instance } = await registry.register(task.register, { signal });
    report({ registered: instance });
  }
  for await (const { instances: set } of registry.watch(service, { signal })) report({ set });
} catch (error) {
  if (!signal.aborted) throw error;
}
