export { openTelemetry, type TelemetryOptions } from "./open-telemetry.ts";
export type { ReadMetric } from "./read-metric.ts";
export type { RecordedPage, RecordedRpc, Recorder, StoreUse } from "./recorder.ts";
export type { Telemetry } from "./telemetry.ts";
export type { TelemetrySettings } from "./telemetry-settings.ts";
