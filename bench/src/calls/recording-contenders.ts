import { createConnectContender } from "./connect-contender.ts";
import type { Contender } from "./contender.ts";

/**
 * The fast path with what both ends may record. They send it to the OTEL_EXPORTER_OTLP_ENDPOINT of
 * their process.
 */
export const recordingContenders: Readonly<Record<string, Contender>> = {
  off: recording({ OTEL_SDK_DISABLED: "true" }),
  "every call": recording({}),
  "every call, no metrics": recording({ OTEL_METRICS_EXPORTER: "none" }),
  "5 % of calls": recording({
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.05",
  }),
  "no call": recording({ OTEL_TRACES_SAMPLER: "parentbased_always_off" }),
};

function recording(variables: Readonly<Record<string, string>>): Contender {
  const { OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
  return createConnectContender({
    fastPath: true,
    recording: { OTEL_EXPORTER_OTLP_ENDPOINT, ...variables },
  });
}
