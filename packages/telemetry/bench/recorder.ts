// Prints, in markdown, what the recorder itself takes of a call, at both of its ends, without the network:
// "npm run bench -w @hipstershop/telemetry". What else the machine does hardly counts in it.
import { setImmediate as turn } from "node:timers/promises";
import type { DescMethod } from "@bufbuild/protobuf";
import { createRecorder } from "../src/create-recorder.ts";
import type { SamplerName } from "../src/telemetry-settings.ts";
import { fakeReceivers } from "../src/testing/fake-receivers.ts";

/** All of it that a recorder reads. */
const method = {
  name: "Convert",
  parent: { typeName: "hipstershop.CurrencyService" },
} as unknown as DescMethod;
const instance = {
  id: "currencyservice-1",
  service: "currencyservice",
  address: "127.0.0.1:41873",
  version: "",
  metadata: {},
};
const resolution = { registry: "memory", instances: 1 };

/** So many calls are timed together, so many times. The first part is not counted: V8 compiles then. */
const CALLS = 400;
const TIMES = 400;
const WARM = 150;

console.log("| recorded | at the client, µs | at the server, µs | both |");
console.log("| --- | ---: | ---: | ---: |");
for (const [name, sampler, ratio] of [
  ["every call", "parentbased_always_on", 1],
  ["5 % of calls", "parentbased_traceidratio", 0.05],
  ["no call", "parentbased_always_off", 1],
] as const) {
  const ends = open(sampler, ratio);
  const client = await measure(ends.call);
  const server = await measure(ends.answer);
  const figures = [client, server, client + server].map((us) => us.toFixed(1));
  console.log(`| ${[name, ...figures].join(" | ")} |`);
}

/** Opens a recorder whose spans are encoded, and go nowhere. */
function open(sampler: SamplerName, samplerRatio: number) {
  const recorder = createRecorder({
    service: "caller",
    resource: { "service.name": "caller" },
    metrics: [],
    receivers: fakeReceivers(async () => {}),
    settings: {
      endpoint: undefined,
      headers: {},
      sampler,
      samplerRatio,
      resourceAttributes: {},
      hasMetrics: true,
      metricIntervalMs: 3_600_000,
    },
  });
  let header: Record<string, string> = {};
  return {
    call() {
      header = {};
      const progress = { attempts: 1, cache: "none" as const, instance };
      recorder
        .begin({ service: "currencyservice", method, header, progress })
        ?.end(undefined, resolution);
    },
    answer: () => recorder.beginRpc(method, "connect", header)?.end(undefined),
  };
}

/** Returns what a call takes, in microseconds: the lower quartile, when nothing else ran. */
async function measure(call: () => void): Promise<number> {
  const tookUs: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const startMs = performance.now();
    for (let index = 0; index < CALLS; index++) call();
    // Spans are sent between.
    await turn();
    tookUs.push(((performance.now() - startMs) * 1_000) / CALLS);
  }
  const sorted = tookUs.slice(WARM).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 4)] ?? Number.NaN;
}
