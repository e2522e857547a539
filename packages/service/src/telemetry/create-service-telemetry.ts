import type { Instance, Registry } from "@hipstershop/registry";
import type { ReadMetric, Recorder, Telemetry } from "@hipstershop/telemetry";
import type { SharedConfig } from "../settings/settings.ts";
import { telemetrySettings } from "./telemetry-settings.ts";

/** The telemetry of one service, before and after it is announced. */
export interface ServiceTelemetry extends AsyncDisposable {
  /** Returns what records the work of the service, while somebody wants to know. */
  recorder(): Recorder | undefined;
  /** Takes a line of the log. Undefined where telemetry is off. */
  readonly tap: ((line: string) => void) | undefined;
  /** Returns the metrics in Prometheus' text format; undefined where they are off. */
  metrics(): Promise<string | undefined>;
  /** Begins to look for receivers, once the service is announced. */
  start(instance: Instance, finding: TelemetryFinding): void;
}

export interface TelemetryFinding {
  readonly registry: Registry;
  /** Whether it is the only service of its process. */
  readonly alone: boolean;
  /** Metrics besides those of calls, pages and the process. */
  readonly metrics: readonly ReadMetric[];
}

/**
 * Creates the telemetry of a service. Where OTEL_SDK_DISABLED is set it does nothing, and loads
 * nothing.
 */
export function createServiceTelemetry(shared: SharedConfig): ServiceTelemetry {
  let telemetry: Telemetry | undefined;
  const opened = Promise.withResolvers<Telemetry | undefined>();
  const isOff = shared.OTEL_SDK_DISABLED;
  if (isOff) opened.resolve(undefined);

  return {
    recorder: () => telemetry?.recorder,
    tap: isOff ? undefined : (line) => telemetry?.log(line),
    metrics: async () => (await opened.promise)?.metrics(),
    start(instance, { registry, alone, metrics }) {
      if (isOff) return;
      const { service, id, version } = instance;
      opened.resolve(
        import("@hipstershop/telemetry").then(({ openTelemetry }) => {
          telemetry = openTelemetry({
            service,
            resource: {
              "service.name": (alone && shared.OTEL_SERVICE_NAME) || service,
              "service.instance.id": id,
              "service.version": version,
            },
            registry,
            metrics,
            settings: telemetrySettings(shared),
          });
          return telemetry;
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      // A service that was never announced has none.
      opened.resolve(undefined);
      await (await opened.promise)?.[Symbol.asyncDispose]();
    },
  };
}
