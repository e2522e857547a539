import type { Registry } from "@hipstershop/registry";
import { OBSERVER } from "@hipstershop/rpc";
import type { SendingRecorder } from "./create-recorder.ts";
import { createLogSender } from "./export/log-sender.ts";
import { findReceivers } from "./export/receivers.ts";
import { registryLines } from "./export/registry-lines.ts";
import type { ReadMetric } from "./read-metric.ts";
import type { Telemetry } from "./telemetry.ts";
import type { TelemetrySettings } from "./telemetry-settings.ts";

export interface TelemetryOptions {
  /** The registry name of the service. */
  readonly service: string;
  /** What is said of the service: `service.name`, `service.instance.id` and others. */
  readonly resource: Readonly<Record<string, string>>;
  /** Finds the shop's observer. */
  readonly registry: Pick<Registry, "watch">;
  readonly settings: TelemetrySettings;
  /** Metrics of the service besides those of its calls, pages and process. Default none. */
  readonly metrics?: readonly ReadMetric[];
}

/** How long what is left may take at the end, in milliseconds. */
const LAST_MS = 1_000;

/**
 * Opens the telemetry of a service. It loads OpenTelemetry's SDK, and begins to record, when there
 * is somebody to tell: a receiver, or a reader of the metrics.
 */
export function openTelemetry(options: TelemetryOptions): Telemetry {
  const { service, settings } = options;
  const resource = { ...options.resource, ...settings.resourceAttributes };
  let recorder: SendingRecorder | undefined;
  let loading: Promise<SendingRecorder> | undefined;

  function wake(): Promise<SendingRecorder> {
    loading ??= import("./create-recorder.ts").then(({ createRecorder }) => {
      const metrics = [...(options.metrics ?? []), ...logs.metrics];
      recorder = createRecorder({ service, resource, receivers, settings, metrics });
      return recorder;
    });
    return loading;
  }

  const { endpoint, headers } = settings;
  // The observer does not send to itself.
  const registry = service === OBSERVER ? undefined : options.registry;
  const receivers = findReceivers({ registry, endpoint, headers });
  const logs = createLogSender(receivers, resource);
  const opened = new DisposableStack();
  // Not before there is somebody to tell: a flood of instances would cost a line each, for nobody.
  const ready = receivers.found.then(async () => {
    if (!opened.disposed) opened.use(registryLines(logs.add));
    await wake();
  });
  // Who waits for it hears of a failure.
  ready.catch(() => {});

  return {
    get recorder() {
      return recorder;
    },
    ready,
    log: logs.add,
    metrics: async () => (settings.hasMetrics ? (await wake()).metricsText() : undefined),
    async [Symbol.asyncDispose]() {
      opened.dispose();
      const last = [logs[Symbol.asyncDispose](), recorder?.[Symbol.asyncDispose]()];
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, LAST_MS);
      await Promise.race([Promise.allSettled(last), late.promise]);
      clearTimeout(timer);
      receivers[Symbol.dispose]();
    },
  };
}
