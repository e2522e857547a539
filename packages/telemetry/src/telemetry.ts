import type { Recorder } from "./recorder.ts";

/** The telemetry of one service. To dispose it sends what is left, for a second at most. */
export interface Telemetry extends AsyncDisposable {
  /**
   * Records what the service does. Undefined while nobody would get to know it: until a receiver
   * is found, an endpoint is set, or the metrics were asked for.
   */
  readonly recorder: Recorder | undefined;
  /** Resolves when the recorder is there because a receiver was found. */
  readonly ready: Promise<void>;
  /** Takes a line of the service's log, in pino's JSON, for receivers of logs. */
  log(line: string): void;
  /** Returns the metrics in Prometheus' text format; undefined where the settings have none. */
  metrics(): Promise<string | undefined>;
}
