import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { MeterProvider, type MetricProducer } from "@opentelemetry/sdk-metrics";
import { PulledMetrics } from "../export/pulled-metrics.ts";
import { createDurations } from "./create-durations.ts";

const NOW_MS = 1_000_000;
const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** On a bound, and beyond the last one, too. */
const TOOK_MS = [0, 0.25, 5, 5.125, 10, 700, 10_000, 60_000];

/** Creates a histogram in which each of TOOK_MS is counted once for an RPC that failed. */
function countedBy(t: TestContext) {
  t.mock.method(performance, "now", () => NOW_MS);
  const durations = createDurations();
  const seriesOf = durations.create("took", "How long.", (rpc: string, code?: string) => ({
    rpc,
    ...(code && { code }),
  }));
  for (const tookMs of TOOK_MS) seriesOf("Convert", "internal").record(NOW_MS - tookMs);
  return { durations, seriesOf };
}

test("createDurations counts as a histogram of the SDK does", async (t) => {
  const { durations } = countedBy(t);
  const reader = new PulledMetrics();
  const meter = new MeterProvider({ readers: [reader] }).getMeter("hipstershop");
  const histogram = meter.createHistogram("took", {
    description: "How long.",
    unit: "s",
    advice: { explicitBucketBoundaries: BOUNDS_S },
  });
  for (const tookMs of TOOK_MS) {
    histogram.record(tookMs / 1_000, { rpc: "Convert", code: "internal" });
  }
  assert.deepEqual(await told(durations), await told(reader));
});

test("createDurations counts by keys, adds up from one read to the next, and shares nothing", async (t) => {
  const { durations, seriesOf } = countedBy(t);
  const points = async () => {
    const { resourceMetrics } = await durations.collect();
    return resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints ?? [];
  };
  const first = await points();
  seriesOf("Convert", "internal").record(NOW_MS);
  seriesOf("Convert", undefined).record(NOW_MS);
  const counts = (read: Awaited<ReturnType<typeof points>>) =>
    read.map(({ attributes, value }) => [attributes, (value as { count: number }).count]);
  assert.deepEqual(counts(first), [[{ rpc: "Convert", code: "internal" }, TOOK_MS.length]]);
  assert.deepEqual(counts(await points()), [
    [{ rpc: "Convert", code: "internal" }, TOOK_MS.length + 1],
    [{ rpc: "Convert" }, 1],
  ]);
});

test("createDurations tells nothing of a histogram that has counted nothing", async () => {
  const durations = createDurations();
  durations.create("took", "How long.", () => ({}));
  // Begun, and not ended yet.
  durations.create("used", "How long.", () => ({}))();
  const { resourceMetrics } = await durations.collect();
  assert.deepEqual(resourceMetrics.scopeMetrics[0]?.metrics, []);
});

test("createDurations counts together what comes after 2,000 series, and still says what it was", async (t) => {
  t.mock.method(performance, "now", () => NOW_MS);
  const durations = createDurations();
  const seriesOf = durations.create("took", "How long.", (rpc: string) => ({ rpc }));
  const record = (rpc: string) => seriesOf(rpc).record(NOW_MS);
  for (let index = 0; index < 2_010; index++) record(`Rpc${index}`);
  record("Rpc0");
  record("Rpc2005");
  const { resourceMetrics } = await durations.collect();
  const points = resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints ?? [];
  const counts = points.map(({ value }) => (value as { count: number }).count);
  assert.deepEqual([counts.length, counts[0], counts[1], counts.at(-1)], [2_001, 2, 1, 11]);
  assert.deepEqual(points.at(-1)?.attributes, { "otel.metric.overflow": true });
  assert.deepEqual(seriesOf("Rpc2005").attributes, { rpc: "Rpc2005" });
});

/** Returns the metrics that are read, without when they were made and what only the SDK knows. */
async function told(from: Pick<MetricProducer, "collect">): Promise<unknown> {
  const { resourceMetrics } = await from.collect();
  const text = JSON.stringify(resourceMetrics.scopeMetrics, (key, value) =>
    ["startTime", "endTime", "advice", "type", "version", "schemaUrl"].includes(key)
      ? undefined
      : value,
  );
  return JSON.parse(text);
}
