import { prometheusText } from "./export/prometheus-text.ts";
import type { Receivers } from "./export/receivers.ts";
import { host } from "./hosted.ts";
import { OWN_SCOPE } from "./instrumentation-scope.ts";
import { MeterProvider } from "./metric/meter-provider.ts";
import { encodeMetrics } from "./otlp/encode-metrics.ts";
import { recordCalls } from "./record/record-calls.ts";
import { recordPages } from "./record/record-pages.ts";
import { recordProcess } from "./record/record-process.ts";
import { recordRpcs } from "./record/record-rpcs.ts";
import { recordStores } from "./record/record-stores.ts";
import type { Recorder } from "./recorder.ts";
import { createSampler } from "./span/create-sampler.ts";
import { createSpans } from "./span/create-spans.ts";
import { createSpanSender } from "./span/span-sender.ts";
import { createTracerProvider } from "./span/tracer-provider.ts";
import type { TelemetrySettings } from "./telemetry-settings.ts";

export interface RecorderOptions {
  /** The registry name of the service. */
  readonly service: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly receivers: Receivers;
  readonly settings: TelemetrySettings;
}

/** A recorder with what sends its spans and metrics. */
export interface SendingRecorder extends Recorder, AsyncDisposable {
  /** Returns the metrics in Prometheus' text format. */
  metricsText(): Promise<string>;
}

/** Creates the recorder of a service. This is the module that loads OpenTelemetry's API. */
export function createRecorder(options: RecorderOptions): SendingRecorder {
  const { service, receivers, settings } = options;
  const resource = {
    ...options.resource,
    "telemetry.sdk.language": "nodejs",
    // The name "opentelemetry" is kept for OpenTelemetry's own SDK.
    "telemetry.sdk.name": "hipstershop",
    "telemetry.sdk.version": options.resource["service.version"] ?? "",
  };
  const meters = new MeterProvider();
  const meter = meters.getMeter(OWN_SCOPE.name);
  const sender = createSpanSender({ receivers, resource, meter });
  const sampler = createSampler(settings.sampler, settings.samplerRatio);
  const spans = createSpans(sampler, sender.add);
  const provider = createTracerProvider(spans);
  const instruments = { spans, meter, provider, traces: () => receivers.any };
  const processMetrics = recordProcess(meter);
  const unhost = host(service, { tracers: provider, meters });

  async function sendMetrics(): Promise<void> {
    if (!receivers.any) return;
    await receivers.send("metrics", encodeMetrics(await meters.read(), resource));
  }
  const sending = setInterval(() => {
    // What is lost now comes with the next: metrics count from the start.
    sendMetrics().catch(() => {});
  }, settings.metricIntervalMs).unref();

  return {
    ...recordCalls(instruments),
    beginRpc: recordRpcs(instruments),
    beginPage: recordPages(instruments),
    store: recordStores(instruments),
    async metricsText() {
      return prometheusText(await meters.read(), resource);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(sending);
      unhost();
      processMetrics[Symbol.dispose]();
      await Promise.allSettled([sender[Symbol.asyncDispose](), sendMetrics()]);
    },
  };
}
