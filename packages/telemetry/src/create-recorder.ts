import { SDK_INFO } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { createSampling } from "./export/create-sampling.ts";
import { prometheusText } from "./export/prometheus-text.ts";
import { PulledMetrics } from "./export/pulled-metrics.ts";
import type { Receivers, Sending } from "./export/receivers.ts";
import { createSpanSender } from "./export/span-sender.ts";
import { host } from "./hosted.ts";
import { encodeMetrics } from "./otlp/encode-metrics.ts";
import type { ReadMetric } from "./read-metric.ts";
import { createDurations } from "./record/create-durations.ts";
import { createSpans } from "./record/create-spans.ts";
import { recordCalls } from "./record/record-calls.ts";
import { recordPages } from "./record/record-pages.ts";
import { recordProcess } from "./record/record-process.ts";
import { recordRead } from "./record/record-read.ts";
import { recordRpcs } from "./record/record-rpcs.ts";
import { recordStores } from "./record/record-stores.ts";
import { createSpanIds } from "./record/span-ids.ts";
import type { Recorder } from "./recorder.ts";
import type { TelemetrySettings } from "./telemetry-settings.ts";

export interface RecorderOptions {
  /** The registry name of the service. */
  readonly service: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly receivers: Receivers;
  readonly settings: TelemetrySettings;
  /** Metrics besides those that it makes itself. */
  readonly metrics: readonly ReadMetric[];
}

/** A recorder with what sends its spans and metrics. */
export interface SendingRecorder extends Recorder, AsyncDisposable {
  /** Returns the metrics in Prometheus' text format. Not where the settings have none. */
  metricsText(): Promise<string>;
}

/** Creates the recorder of a service. This is the module that loads OpenTelemetry's SDK. */
export function createRecorder(options: RecorderOptions): SendingRecorder {
  const { service, receivers, settings } = options;
  const resource = {
    ...options.resource,
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.name": "opentelemetry",
    "telemetry.sdk.version": String(SDK_INFO["telemetry.sdk.version"]),
  };
  const shared = { resource: resourceFromAttributes(resource) };
  const durations = createDurations();
  const reader = new PulledMetrics({ metricProducers: [durations] });
  const meters = new MeterProvider({ ...shared, readers: settings.hasMetrics ? [reader] : [] });
  const spans = createSpanSender(receivers, resource);
  const ids = createSpanIds();
  const sampling = createSampling(settings.sampler, settings.samplerRatio);
  const provider = new TracerProvider({
    ...shared,
    idGenerator: ids,
    sampler: sampling.sampler,
    spanProcessors: [spans],
  });
  const meter = meters.getMeter("hipstershop");
  const instruments = {
    begin: createSpans({ provider, sampling, ids, add: spans.add }),
    tracer: provider.getTracer("hipstershop"),
    meter,
    durations,
    traces: () => receivers.any,
  };
  const processMetrics = settings.hasMetrics ? recordProcess(meter) : undefined;
  recordRead(meter, [...options.metrics, ...spans.metrics]);
  const unhost = host(service, { tracers: provider, meters });

  async function sendMetrics(): Promise<Sending | undefined> {
    if (!settings.hasMetrics || !receivers.any) return undefined;
    const { resourceMetrics } = await reader.collect();
    return receivers.send("metrics", encodeMetrics(resourceMetrics, resource));
  }
  let areOnTheWay = false;
  const sending = setInterval(async () => {
    // Where every receiver is slow, none is sent more: spans and logs would wait behind, until they are lost.
    if (areOnTheWay) return;
    areOnTheWay = true;
    // What is lost now comes with the next: metrics count from the start.
    await sendMetrics().then(
      (sent) => sent?.first,
      () => {},
    );
    areOnTheWay = false;
  }, settings.metricIntervalMs).unref();

  return {
    ...recordCalls(instruments),
    beginRpc: recordRpcs(instruments),
    beginPage: recordPages(instruments),
    store: recordStores(instruments),
    async metricsText() {
      const { resourceMetrics } = await reader.collect();
      return prometheusText(resourceMetrics, resource);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(sending);
      unhost();
      processMetrics?.[Symbol.dispose]();
      await Promise.allSettled([provider.shutdown(), sendMetrics().then((sent) => sent?.all)]);
      await meters.shutdown();
    },
  };
}
