import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { ExportMetricsServiceRequestSchema } from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import type { Meter } from "@opentelemetry/api";
import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MetricReader, MeterProvider as SdkMeterProvider } from "@opentelemetry/sdk-metrics";
import { MeterProvider } from "../metric/meter-provider.ts";
import { encodeMetrics } from "./encode-metrics.ts";

const resource = resourceFromAttributes({ "service.name": "currencyservice" });

test("metrics are encoded as OpenTelemetry's own encoder does it, and the protos read them", async () => {
  const reader = new (class extends MetricReader {
    protected override async onForceFlush() {}
    protected override async onShutdown() {}
  })();
  const sdk = new SdkMeterProvider({ resource, readers: [reader] });
  const own = new MeterProvider();
  for (const meters of [sdk, own]) {
    const meter: Meter = meters.getMeter("tests", "1");
    const counter = meter.createCounter("counted", { unit: "{call}", description: "Calls." });
    counter.add(3, { way: "in", far: true });
    counter.add(4, { far: true, way: "in" });
    counter.add(-1);
    meter.createUpDownCounter("running").add(-2);
    const took = meter.createHistogram("took", { unit: "s" });
    took.record(0.2);
    took.record(75);
    took.record(20_000);
    const advice = { explicitBucketBoundaries: [1, 2] };
    meter.createHistogram("took.advised", { advice }).record(2);
    meter.createGauge("level").record(1.5, { list: ["x", "y"] });
    const observed = meter.createObservableGauge("observed");
    observed.addCallback((result) => result.observe(7, { by: "callback" }));
    observed.addCallback(() => {
      throw new Error("broken");
    });
    const [one, two] = [meter.createObservableCounter("one"), meter.createObservableCounter("two")];
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(one, 1);
        result.observe(two, 2);
      },
      [one, two],
    );
    // The same name is the same metric.
    meters
      .getMeter("tests", "1")
      .createCounter("counted", { unit: "{call}", description: "Calls." })
      .add(1, { way: "out" });
  }

  const read = (bytes: Uint8Array) => {
    const request = fromBinary(ExportMetricsServiceRequestSchema, bytes);
    for (const { data } of request.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []) {
      for (const point of data.value?.dataPoints ?? []) {
        assert.ok(point.startTimeUnixNano > 1n << 60n);
        assert.ok(point.timeUnixNano >= point.startTimeUnixNano);
        point.startTimeUnixNano = 0n;
        point.timeUnixNano = 0n;
      }
    }
    return request;
  };
  const { resourceMetrics } = await reader.collect();
  const theirs = ProtobufMetricsSerializer.serializeRequest(resourceMetrics) ?? assert.fail();
  const request = read(encodeMetrics(await own.read(), resource.attributes));
  assert.deepEqual(request, read(theirs));
  // What is read again is there again.
  assert.deepEqual(read(encodeMetrics(await own.read(), resource.attributes)), request);
});
