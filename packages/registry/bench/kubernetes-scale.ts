// What a cluster of 2,000 pods costs the shop and the API server: "npm run bench:scale" in this package.
// The API server is a stand-in of a few lines: its own CPU is a lower bound of a real one's.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import {
  type SliceContent,
  startFakeApiServer,
} from "../src/kubernetes/testing/fake-api-server.ts";

const SERVICES = Array.from({ length: 10 }, (_, index) => `service${index}`);
/** As many as the controller puts into one slice. */
const ENDPOINTS_OF_SLICE = 100;
const CHANGES = 20;

console.log(
  "| pods | watches | list + first sets, CPU ms a watch | a change, KB a watch | its CPU, server, ms a watch | its CPU, watcher, ms | a watcher's memory, MB |",
);
console.log("| --: | --: | --: | --: | --: | --: | --: |");
for (const [pods, watches] of [
  [20, 1],
  [200, 20],
  [2_000, 1],
  [2_000, 200],
] as const) {
  await measure(pods, watches);
}

async function measure(pods: number, watches: number): Promise<void> {
  await using api = await startFakeApiServer();
  const perService = pods / SERVICES.length;
  const slices = SERVICES.flatMap((service) =>
    Array.from({ length: Math.ceil(perService / ENDPOINTS_OF_SLICE) }, (_, index) =>
      sliceWith(service, index, Math.min(perService, ENDPOINTS_OF_SLICE)),
    ),
  );
  for (const slice of slices) api.put(slice);
  await using watchers = await startWatchers(api, watches);
  const before = await watchers.usage();
  const serverBefore = process.cpuUsage();
  for (let change = 0; change < CHANGES; change++) {
    const slice = slices[change % slices.length] as SliceContent;
    api.put(turned(slice, change));
    // One after the other, as pods become ready.
    await setTimeout(50);
  }
  const after = await settled(watchers);
  const server = process.cpuUsage(serverBefore);
  const bytes = JSON.stringify(slices[0]).length;
  const row = [
    pods,
    watches,
    (before.cpuMs / watches).toFixed(1),
    (bytes / 1_024).toFixed(1),
    ((server.user + server.system) / 1_000 / CHANGES / watches).toFixed(3),
    ((after.cpuMs - before.cpuMs) / CHANGES / watches).toFixed(2),
    ((await watchers.usage("collect")).rss / 1_048_576 / watches).toFixed(0),
  ];
  console.log(`| ${row.join(" | ")} |`);
}

/** A slice of so many ready pods, as the controller makes it. */
function sliceWith(service: string, index: number, count: number): SliceContent {
  return {
    metadata: {
      name: `${service}-${index}`,
      labels: {
        "kubernetes.io/service-name": service,
        "app.kubernetes.io/part-of": "hipstershop",
        "app.kubernetes.io/version": "0.1.0",
      },
    },
    addressType: "IPv4",
    endpoints: Array.from({ length: count }, (_, pod) => ({
      addresses: [`10.${service.at(-1)}.${index}.${pod}`],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: `node-${pod % 50}`,
      zone: `zone-${pod % 3}`,
      targetRef: { kind: "Pod", name: `${service}-6d4cf56db6-${index}-${pod}` },
    })),
    ports: [{ name: "rpc", port: 8080, protocol: "TCP" }],
  };
}

/** The slice with one pod that is ready, or not ready, where it was the other. */
function turned(slice: SliceContent, change: number): SliceContent {
  const endpoints = (slice.endpoints ?? []).map((endpoint, index) =>
    index === change % ENDPOINTS_OF_SLICE
      ? { ...endpoint, conditions: { ready: false, serving: true, terminating: true } }
      : endpoint,
  );
  return { ...slice, endpoints };
}

interface Usage {
  readonly cpuMs: number;
  readonly rss: number;
}

async function startWatchers(api: { url: string; accountFolder: string }, watches: number) {
  const script = join(import.meta.dirname, "kubernetes-watchers.ts");
  const args = ["--expose-gc", script, api.url, api.accountFolder, `${watches}`, ...SERVICES];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  await lines.next();
  return {
    async usage(line = ""): Promise<Usage> {
      child.stdin.write(`${line}\n`);
      const { value } = await lines.next();
      if (value === undefined) throw new Error("The watchers have ended");
      return JSON.parse(value);
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}

/** Waits until the watchers have taken in all changes: their CPU stands still. */
async function settled(watchers: { usage(): Promise<Usage> }): Promise<Usage> {
  for (let last = await watchers.usage(); ; ) {
    await setTimeout(300);
    const next = await watchers.usage();
    if (next.cpuMs - last.cpuMs < 60) return next;
    last = next;
  }
}
